import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSse, connectWs } from '../support/clients.ts';
import { completed, delta, done, executing, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { awkwardTexts } from '../support/texts.ts';

describe.each(['memory', 'sqlite'] as const)('texts in the %s store', (store) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ store });
    const calls = awkwardTexts.flatMap((text, index) => {
      const json = { text, [text]: [text], nested: { __proto__: null, text } };
      return [
        executing(`call ${index}`, { title: text, input: json }),
        done(`call ${index}`, { output: json }),
        delta(text, { messageId: `message ${index}` }),
      ];
    });
    await server.publish('alice', 'run', [
      started({ input: awkwardTexts }),
      ...calls,
      completed({ finalText: awkwardTexts[0] }),
    ]);
  });
  afterAll(() => server.close());

  test.each([
    ['WebSocket', connectWs],
    ['server-sent events', connectSse],
  ])('come back over %s as they went in', async (_name, connect) => {
    const stream = await server.watch(connect, 'alice', { start: 'EARLIEST', types: ['MESSAGE_DELTA'] });
    const events = await stream.take(awkwardTexts.length);
    expect(events.map(({ text }) => text)).toEqual(awkwardTexts);
  });

  test('come back in run(id) as they went in', async () => {
    const { data } = await server.query(
      'alice',
      '{ run(id: "run") { input finalText messages { text } toolCalls { title input output } } }',
    );
    expect(data.run.input).toEqual(awkwardTexts);
    expect(data.run.finalText).toBe(awkwardTexts[0]);
    expect(data.run.messages).toEqual(awkwardTexts.map((text) => ({ text })));
    for (const [index, text] of awkwardTexts.entries()) {
      const json = { text, [text]: [text], nested: { text } };
      expect(data.run.toolCalls[index]).toEqual({ title: text, input: json, output: json });
    }
  });
});
