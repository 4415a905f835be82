import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ClusterShape } from '../../../src/broker/redis/cluster-shape.ts';
import { Primaries } from '../../../src/broker/redis/primaries.ts';

const PORT_OF_ALL = 6379;

/** Speaks as much of the protocol as it takes to be asked who has which slots. All say so with one port, as real ones do. */
async function startServer(primary: { readonly host: string; readonly id: string }) {
  const slots = `*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n${bulk(primary.host)}:${PORT_OF_ALL}\r\n${bulk(primary.id)}`;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (const [command] of String(bytes).matchAll(/HELLO|SLOTS|SETINFO|PING/g)) {
        socket.write(
          command === 'HELLO' ? '%1\r\n+proto\r\n:3\r\n' : command === 'SLOTS' ? slots : '+OK\r\n',
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

test('who is cut off from the others is not believed, though it answers first', async () => {
  const before = { host: '10.0.0.1', id: 'a'.repeat(40) };
  const now = { host: '10.0.0.2', id: 'b'.repeat(40) };
  const servers = [await startServer(before), await startServer(now), await startServer(now)];
  const primaries = new Primaries({ tls: false });
  onTestFinished(() => primaries.close());
  // Connected in this order, so that it is the first to be asked and to answer.
  for (const server of servers) await primaries.to(server);
  const shape = await ClusterShape.open(primaries, servers);
  expect(shape.primaryOf('{p0}')).toEqual({ host: now.host, port: PORT_OF_ALL });
});
