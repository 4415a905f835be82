import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { openRequest, rawRequest } from '../support/raw.ts';
import { startTestServer, watch } from '../support/server.ts';
import { startOn } from '../support/start-on.ts';
import { signToken } from '../support/tokens.ts';

test.each([
  ['text/event-stream', 'event: complete'],
  ['multipart/mixed;subscriptionSpec=1.0', '--graphql--'],
])('a server that closes cuts its streams of %s and lets requests finish', async (accept, end) => {
  const broker = new MemoryBroker({ retention: { maxAgeMs: 60_000, maxCount: 100 } });
  const asked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const findRun = broker.findRun.bind(broker);
  broker.findRun = async (...args) => {
    asked.resolve();
    await mayAnswer.promise;
    return findRun(...args);
  };
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const server = await startOn(broker, { onError });
  const headers = {
    Authorization: `Bearer ${await signToken('alice')}`,
    Accept: `${accept}, application/json`,
    'Content-Type': 'application/json',
  };
  const open = (payload: object) =>
    openRequest(
      `http://127.0.0.1:${server.port}/graphql`,
      { method: 'POST', headers },
      JSON.stringify(payload),
    );

  const stream = await open(watch({}));
  let text = '';
  const readAll = async () => {
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  };
  const streamCut = expect(readAll()).rejects.toThrow();
  headers.Accept = 'application/json';
  const underWay = open({ query: '{ run(id: "r") { id } }' });
  await asked.promise;
  const closed = server.close();
  await streamCut;
  expect(text).not.toBe('');
  expect(text).not.toContain(end);
  mayAnswer.resolve();
  const response = await underWay;
  expect(JSON.parse(await response.setEncoding('utf8').reduce((text, chunk) => text + chunk, ''))).toEqual({
    data: { run: null },
  });
  await closed;
  expect(server.feeds.count).toEqual({ made: 1, returned: 1 });
  expect(errors).toEqual([]);
});

test('a stream that is still being counted is not answered by half a head', async () => {
  const broker = new MemoryBroker({ retention: { maxAgeMs: 60_000, maxCount: 100 } });
  const counting = Promise.withResolvers<void>();
  const counted = Promise.withResolvers<null>();
  broker.hold = async (_channel, use) => {
    if (use === 'subscription') return () => {};
    counting.resolve();
    return counted.promise;
  };
  const errors: unknown[] = [];
  const server = await startOn(broker, { onError: (error) => void errors.push(error) });
  const headers = {
    Authorization: `Bearer ${await signToken('alice')}`,
    Accept: 'text/event-stream',
    'Content-Type': 'application/json',
  };
  const url = `http://127.0.0.1:${server.port}/graphql`;
  const answer = openRequest(url, { method: 'POST', headers }, JSON.stringify(watch({})));
  const cut = expect(answer).rejects.toThrow();
  await counting.promise;
  const closed = server.close(1_000);
  await cut;
  counted.resolve(null);
  await closed;
  expect(errors).toEqual([]);
});

test('a server that closes waits for no connection that was never used', async () => {
  const server = await startTestServer();
  const unused = connect(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => unused.once('close', resolve));
  await new Promise((resolve) => unused.once('connect', resolve));
  // Answered behind it, so the server knows of it by then.
  expect((await rawRequest(`${server.url}/livez`)).status).toBe(200);
  await server.close();
  await closed;
});
