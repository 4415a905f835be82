import type { WebSocket, WebSocketServer } from 'ws';

/** A peer that answers no ping for this long is gone. */
const PING_INTERVAL_MS = 15_000;

/** One timer for all sockets. Returns how to stop. */
export function pingAll(server: WebSocketServer): () => void {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      // Its answer may have come, and not been read.
      if (socket.isPaused) silent.delete(socket);
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once('pong', () => silent.delete(socket));
      socket.ping();
    }
  }, PING_INTERVAL_MS);
  return () => clearInterval(timer);
}
