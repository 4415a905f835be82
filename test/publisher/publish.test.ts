import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Endpoint } from '../../src/client/request.ts';
import { RequestError } from '../../src/client/request.ts';
import type { ExactBatch } from '../../src/publisher/publish.ts';
import { publish } from '../../src/publisher/publish.ts';
import { seeded, TcpProxy } from '../client/proxy.ts';
import { rejectionOf } from '../support/errors.ts';
import { startTestServer } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';
import { fakeServer, refused, taken } from './support.ts';

const { signal } = new AbortController();

const delta = (text: string) => ({ messageDelta: { messageId: 'm', text } });
const batch: ExactBatch = {
  userId: 'alice',
  runId: 'r',
  firstSeq: 1,
  events: [{ agentStarted: { agent: { name: 'a' } } }],
};

beforeEach(() => {
  // The jitter of retries: none is waited for.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describe('publish', () => {
  test('tries again after what a retry can mend', async () => {
    const unavailable = refused({ code: 'UNAVAILABLE', retryable: true }, 503);
    const answers = [unavailable, { status: 503, text: 'Try later.' }, null, { status: 502, text: '<html>' }];
    const { endpoint, inputs } = await fakeServer((input) =>
      answers.length > 0 ? (answers.shift() ?? null) : taken(input),
    );
    const reasons: string[] = [];
    const published = await publish(endpoint, batch, { signal, onRetry: (reason) => reasons.push(reason) });
    expect(published).toMatchObject({ accepted: 1, lastSeq: 1 });
    expect(inputs).toEqual(new Array(5).fill(batch));
    expect(reasons).toEqual([
      'No.',
      `${endpoint.url} answers with HTTP 503 and no GraphQL result.`,
      `${endpoint.url} cannot be reached.`,
      `${endpoint.url} answers with HTTP 502 and no GraphQL result.`,
    ]);
  });

  test('does not try again what would be refused again', async () => {
    const { endpoint, inputs } = await fakeServer(() => refused({ code: 'RUN_ENDED', retryable: false }));
    const error = await rejectionOf(publish(endpoint, batch, { signal }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'RUN_ENDED' });
    expect(inputs).toHaveLength(1);
  });

  test('tries for ever, or as often as it is told to', async () => {
    const { endpoint, inputs } = await fakeServer((input, request) =>
      request % 50 === 0 ? taken(input) : refused({ code: 'UNAVAILABLE', retryable: true }),
    );
    expect(await publish(endpoint, batch, { signal })).toMatchObject({ accepted: 1 });
    expect(inputs).toHaveLength(50);
    const error = await rejectionOf(publish(endpoint, batch, { signal, attempts: 10 }));
    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(inputs).toHaveLength(60);
  });

  test('tries again when there was no token for it', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    const tokens = [() => 'token', () => Promise.reject(new Error('Nobody is signed in.'))];
    const reasons: string[] = [];
    const getToken = async () => (tokens.pop() as () => string)();
    await publish({ ...endpoint, getToken }, batch, { signal, onRetry: (reason) => reasons.push(reason) });
    expect(reasons).toEqual(['Nobody is signed in.']);
    expect(inputs).toHaveLength(1);
  });

  test('gives up before the next attempt, and awaits what is on its way', async () => {
    const giveUp = new AbortController();
    const answers = [refused({ code: 'UNAVAILABLE', retryable: true }), taken(batch)];
    const { endpoint, inputs } = await fakeServer(() => {
      giveUp.abort();
      return answers.pop() ?? null;
    });
    const options = { signal, giveUp: giveUp.signal };
    expect(await publish(endpoint, batch, options)).toMatchObject({ accepted: 1 });
    expect(await rejectionOf(publish(endpoint, batch, options))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(inputs).toHaveLength(2);
  });

  test('gives up while it waits to try again', async () => {
    vi.mocked(Math.random).mockReturnValue(1_000);
    const giveUp = new AbortController();
    const { endpoint, inputs } = await fakeServer(() => refused({ code: 'UNAVAILABLE', retryable: true }));
    const publishing = publish(endpoint, batch, {
      signal,
      giveUp: giveUp.signal,
      onRetry: () => setImmediate(() => giveUp.abort()),
    });
    expect(await rejectionOf(publishing)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(inputs).toHaveLength(1);
  });

  test('asks for a token before every attempt', async () => {
    let tokens = 0;
    const { endpoint } = await fakeServer((input, request) => (request < 3 ? null : taken(input)));
    await publish({ ...endpoint, getToken: () => `token-${++tokens}` }, batch, { signal });
    expect(tokens).toBe(3);
  });

  test('can be stopped while it is on its way, and while it waits to try again', async () => {
    const stop = new AbortController();
    const { endpoint, inputs } = await fakeServer(() => {
      stop.abort();
      return new Promise(() => {});
    });
    expect(await rejectionOf(publish(endpoint, batch, stop))).toMatchObject({ name: 'AbortError' });
    expect(inputs).toHaveLength(1);

    vi.mocked(Math.random).mockReturnValue(1_000);
    const waiting = new AbortController();
    const unavailable = await fakeServer(() => refused({ code: 'UNAVAILABLE', retryable: true }));
    const publishing = publish(unavailable.endpoint, batch, {
      signal: waiting.signal,
      onRetry: () => setImmediate(() => waiting.abort()),
    });
    expect(await rejectionOf(publishing)).toMatchObject({ name: 'AbortError' });
    expect(unavailable.inputs).toHaveLength(1);
  });
});

describe('what is published is stored once', () => {
  test('though the server came only later', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const proxy = await TcpProxy.start(server.port);
    proxy.isAway = true;
    const published = await publish(await workerOf(proxy.port), batch, {
      signal,
      onRetry: () => {
        proxy.isAway = false;
      },
    });
    expect(published).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  test('though nobody listened at first', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const gate = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    const { port } = gate.address() as AddressInfo;
    await new Promise((resolve) => gate.close(resolve));
    // Refused there, it goes to where somebody is.
    let current = port;
    const worker = await workerOf(port);
    const endpoint: Endpoint = {
      getToken: worker.getToken,
      get url() {
        return `http://127.0.0.1:${current}/graphql`;
      },
    };
    const onRetry = () => {
      current = server.port;
    };
    expect(await publish(endpoint, batch, { signal, onRetry })).toMatchObject({ accepted: 1 });
  });

  test('through a network that loses answers', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const proxy = await TcpProxy.start(server.port);
    const random = seeded(7);
    // Within the answer to the first or second request of a connection, when the batch has been stored.
    proxy.budget = () => Math.ceil(random() * 700);
    const worker = await workerOf(proxy.port);
    let duplicates = 0;
    for (let firstSeq = 1; firstSeq <= 121; firstSeq += 3) {
      const texts = [0, 1, 2].map((index) => delta(`${firstSeq + index}`));
      const events = firstSeq === 1 ? [...batch.events, ...texts.slice(1)] : texts;
      const published = await publish(worker, { userId: 'alice', runId: 'r', firstSeq, events }, { signal });
      expect(published.accepted + published.duplicates).toBe(3);
      duplicates += published.duplicates;
    }
    expect(proxy.cuts).toBeGreaterThan(20);
    expect(duplicates).toBeGreaterThan(20);

    const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
    const events = (await stream.caughtUp()).filter(({ __typename }) => __typename !== 'CaughtUp');
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 123 }, (_, index) => index + 1));
    expect(events.slice(1).map(({ text }) => text)).toEqual(events.slice(1).map(({ seq }) => `${seq}`));
  });
});

async function workerOf(port: number): Promise<Endpoint> {
  const token = await workerToken();
  return { url: `http://127.0.0.1:${port}/graphql`, getToken: () => token };
}
