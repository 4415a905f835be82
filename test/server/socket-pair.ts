import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

/** Both ends of one WebSocket over a real connection. */
export interface SocketPair<Peer> {
  readonly socket: WebSocket;
  /** What the socket is upon. */
  readonly raw: Duplex;
  readonly peer: Peer;
}

/** Accepts one WebSocket, for one test, from a peer that connects to the given port. */
export async function openPair<Peer>(connect: (port: number) => Promise<Peer>): Promise<SocketPair<Peer>> {
  const accepted = Promise.withResolvers<Omit<SocketPair<Peer>, 'peer'>>();
  const websockets = new WebSocketServer({ noServer: true });
  const http = createServer().on('upgrade', (request, raw, head) => {
    websockets.handleUpgrade(request, raw, head, (socket) => accepted.resolve({ socket, raw }));
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const peer = await connect((http.address() as AddressInfo).port);
  const { socket, raw } = await accepted.promise;
  onTestFinished(() => {
    socket.terminate();
    http.close();
  });
  return { socket, raw, peer };
}
