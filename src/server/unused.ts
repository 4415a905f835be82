import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Follows a server's connections; what it returns destroys those over which nothing has come. Browsers open
 * connections ahead of need, and a server that closes takes one that was never used for busy and waits for it.
 */
export function followUnused(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
}
