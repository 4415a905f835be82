import { describe, expect, onTestFinished, test } from 'vitest';
import { deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { examples } from './clients.ts';
import { Watching } from './watching.ts';

async function startServer(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  await server.publish('alice', 'run', [started(), ...deltas(20)]);
  return server;
}

describe.each(examples)('%s', (_name, connect) => {
  test('gives a second watcher of the same all events, too', async () => {
    const server = await startServer();
    const watching = new Watching(connect, server.port).watchEvents();
    await watching.until(() => watching.ids.length === 21);
    watching.watchEvents();
    await watching.until(() => watching.ids.length === 42);
    await server.publish('alice', 'run', deltas(1));
    await watching.until(() => watching.ids.length === 44);
    expect(new Set(watching.ids).size).toBe(22);
  });

  test('that is stopped and begun again, as in React’s StrictMode, gives every event once', async () => {
    const server = await startServer();
    const watching = new Watching(connect, server.port).watchEvents();
    watching.stop();
    watching.watchEvents();
    await watching.until(() => watching.phase === 'live');
    await server.publish('alice', 'run', deltas(1));
    await watching.until(() => watching.ids.length === 22);
    expect(watching.events).toHaveLength(23);
    expect(new Set(watching.ids).size).toBe(22);
  });

  test('gives nothing more when it is stopped, and its reader is returned', async () => {
    const server = await startServer();
    const watching = new Watching(connect, server.port).watchEvents();
    await watching.until(() => watching.phase === 'live');
    const { length } = watching.events;
    watching.stop();
    await watching.closed();
    await server.readersReturned();
    expect(watching.events).toHaveLength(length);
    expect(watching.errors).toEqual([]);
  });
});
