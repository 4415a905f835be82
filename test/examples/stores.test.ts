import type { IEnvironment } from 'relay-runtime';
import { createOperationDescriptor, fetchQuery } from 'relay-runtime';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMultipartApollo } from '../../examples/apollo/client-multipart.ts';
import { RunDocument } from '../../examples/apollo/generated/graphql.ts';
import * as apollo from '../../examples/apollo/watch.ts';
import { createEnvironment } from '../../examples/relay/environment.ts';
import type { operationsRunQuery } from '../../examples/relay/generated/operationsRunQuery.graphql.ts';
import runQuery from '../../examples/relay/generated/operationsRunQuery.graphql.ts';
import * as relay from '../../examples/relay/watch.ts';
import { delta, deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import type { AgentEvent, Watcher } from './clients.ts';

async function startServer(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return server;
}

const alice = await signToken('alice');
const optionsOf = (server: TestServer) => ({
  url: `${server.url}/graphql`,
  getToken: () => alice,
  onState() {},
});

/** Watches until everything there is was delivered. */
async function caughtUp(watchEvents: (watcher: Watcher) => () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onEvent = ({ __typename }: AgentEvent) => __typename === 'CaughtUp' && resolve();
  onTestFinished(watchEvents({ onEvent, onError: reject }));
  await promise;
}

/** Two runs, each with a message of the same id. */
async function publishTwoRuns(server: TestServer): Promise<void> {
  await server.publish('alice', 'a', [started(), delta('of a')]);
  await server.publish('alice', 'b', [started(), delta('of b')]);
}

describe('the cache of Apollo Client', () => {
  test('keeps no events', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), ...deltas(100)]);
    const client = createMultipartApollo(optionsOf(server));
    await caughtUp((watcher) => apollo.watchEvents(client, watcher));
    expect(client.extract()).toEqual({});
  });

  test('keeps apart the messages of different runs', async () => {
    const server = await startServer();
    await publishTwoRuns(server);
    const client = createMultipartApollo(optionsOf(server));
    for (const id of ['a', 'b']) await client.query({ query: RunDocument, variables: { id } });
    const textsOf = (id: string) =>
      client.readQuery({ query: RunDocument, variables: { id } })?.run?.messages.map(({ text }) => text);
    expect([textsOf('a'), textsOf('b')]).toEqual([['of a'], ['of b']]);
  });
});

describe('the store of Relay', () => {
  test('does not fill with events', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), ...deltas(5_000)]);
    const { environment, dispose } = createEnvironment(optionsOf(server));
    onTestFinished(dispose);
    await caughtUp((watcher) => relay.watchEvents(environment, watcher));
    expect(environment.getStore().getSource().size()).toBeLessThan(4_000);
  });

  test('keeps apart the messages of different runs', async () => {
    const server = await startServer();
    await publishTwoRuns(server);
    const { environment, dispose } = createEnvironment(optionsOf(server));
    onTestFinished(dispose);
    const fetchRun = (id: string) =>
      fetchQuery<operationsRunQuery>(environment, runQuery, { id }).toPromise();
    for (const id of ['a', 'b']) await fetchRun(id);
    expect([textsOf(environment, 'a'), textsOf(environment, 'b')]).toEqual([['of a'], ['of b']]);
  });
});

function textsOf(environment: IEnvironment, id: string) {
  const { fragment } = createOperationDescriptor(runQuery, { id });
  const { run } = environment.lookup(fragment).data as unknown as operationsRunQuery['response'];
  return run?.messages.map(({ text }) => text);
}
