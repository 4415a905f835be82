import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { partsOf } from '../../src/client/multipart.ts';
import { createResumingFetch } from '../../src/client/resuming-fetch.ts';
import { started } from '../support/events.ts';
import { temporaryFolder } from '../support/folders.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';
import { aliceToken, connectResuming, observe } from './resuming.ts';
import { briefToken, extended } from './sessions.ts';

const generated = fileURLToPath(
  new URL('../../src/client/generated/persisted-documents.json', import.meta.url),
);
const documents: Record<string, string> = JSON.parse(await readFile(generated, 'utf8'));
const idOf = (start: string) => Object.keys(documents).find((id) => documents[id]?.startsWith(start));

/** A server that runs the package's own operations, and those of an app. */
async function start(): Promise<TestServer> {
  const ofTheApp = join(await temporaryFolder(), 'operations.json');
  await writeFile(ofTheApp, JSON.stringify({ watch: watch().query }));
  const server = await startTestServer({ operations: [generated, ofTheApp], onlyPersisted: true });
  onTestFinished(() => server.close());
  return server;
}

async function publish(server: TestServer, runId: string): Promise<void> {
  const input = { userId: 'alice', runId, events: [started()] };
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await workerToken()}` },
    body: JSON.stringify({ documentId: idOf('mutation PublishEvents'), variables: { input } }),
  });
  expect(await response.json()).toMatchObject({ data: { publishEvents: { accepted: 1 } } });
}

test('where only persisted operations run, a resuming client finds its position and extends its session', async () => {
  const server = await start();
  const { client, states } = connectResuming(server, { getToken: () => briefToken('alice', 2_000) });
  const isExtended = extended(client);
  const observer = observe(client, watch());
  await states.until('live');
  await isExtended;
  await publish(server, 'r');
  expect(await observer.takeOne()).toMatchObject({ runId: 'r' });
});

test('where only persisted operations run, a resuming fetch finds its position', async () => {
  const server = await start();
  const live = Promise.withResolvers<void>();
  const resumingFetch = createResumingFetch({
    getToken: () => aliceToken,
    onState: ({ phase }) => phase === 'live' && live.resolve(),
  });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await resumingFetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'multipart/mixed;subscriptionSpec=1.0,application/json',
    },
    body: JSON.stringify(watch()),
    signal: stop.signal,
  });
  const parts = partsOf(response);
  const first = parts.next();
  await live.promise;
  await publish(server, 'r');
  expect(JSON.parse((await first).value as string)).toMatchObject({
    payload: { data: { agentEvents: { runId: 'r' } } },
  });
  stop.abort();
  await server.readersReturned();
});
