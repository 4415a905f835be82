import { expect, test } from 'vitest';
import { createVerify } from '../../src/auth/verify.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { Feeds } from '../../src/feed/feeds.ts';
import { startServer } from '../../src/server/server.ts';
import { openRequest } from '../support/raw.ts';
import { watch } from '../support/server.ts';
import { signToken, verifyOptions } from '../support/tokens.ts';

test('a server that closes ends its streams and lets requests finish', async () => {
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
  const feeds = new Feeds(broker, onError);
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    broker,
    feeds,
    verify: createVerify(verifyOptions),
    report: onError,
    allowedOrigins: [],
    introspection: false,
    graphiql: null,
    jwks: null,
    isReady: async () => true,
  });
  const headers = {
    Authorization: `Bearer ${await signToken('alice')}`,
    Accept: 'text/event-stream, application/json',
    'Content-Type': 'application/json',
  };
  const open = (payload: object) =>
    openRequest(
      `http://127.0.0.1:${server.port}/graphql`,
      { method: 'POST', headers },
      JSON.stringify(payload),
    );

  const stream = await open(watch({}));
  const streamEnded = new Promise((resolve) => stream.once('close', resolve).on('error', resolve).resume());
  headers.Accept = 'application/json';
  const underWay = open({ query: '{ run(id: "r") { id } }' });
  await asked.promise;
  const closed = server.close();
  await streamEnded;
  mayAnswer.resolve();
  const response = await underWay;
  expect(JSON.parse(await response.setEncoding('utf8').reduce((text, chunk) => text + chunk, ''))).toEqual({
    data: { run: null },
  });
  await closed;
  feeds.close();
  expect(feeds.count).toEqual({ made: 1, returned: 1 });
  expect(errors).toEqual([]);
});
