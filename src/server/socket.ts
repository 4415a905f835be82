import type { Duplex } from 'node:stream';
import type { WebSocket as ServedSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';

/** Bytes that may wait in a socket's buffer before whoever sends has to wait too. */
const HIGH_WATER_BYTES = 256 * 1024;

/** Thrown by `send` once the socket takes nothing more, so that whatever sends stops at once. */
export class SocketGone extends Error {
  override readonly name = 'SocketGone';
}

/**
 * What graphql-ws needs of a socket. `send` resolves at once while the socket's buffer is below the high-water
 * mark and waits for it to drain above; whatever is sent within one turn of the event loop goes to the kernel in
 * one write.
 */
export function adaptSocket(socket: WebSocket, raw: Duplex, onError: (error: unknown) => void): ServedSocket {
  let isCorked = false;
  let drained: Promise<void> | null = null;

  const uncork = () => {
    isCorked = false;
    raw.uncork();
  };

  const drain = () => {
    drained ??= new Promise<void>((resolve) => {
      const done = () => {
        raw.off('drain', done);
        raw.off('close', done);
        drained = null;
        resolve();
      };
      raw.on('drain', done);
      raw.on('close', done);
    });
    return drained;
  };

  return {
    protocol: socket.protocol,
    send(data) {
      if (socket.readyState !== socket.OPEN) throw new SocketGone();
      if (!isCorked) {
        isCorked = true;
        raw.cork();
        setImmediate(uncork);
      }
      socket.send(data);
      if (raw.writableLength > HIGH_WATER_BYTES) return drain();
    },
    close: (code, reason) => socket.close(code, reason),
    onMessage(handle) {
      socket.on('message', (data) => {
        handle(String(data)).catch((error) => {
          if (!(error instanceof SocketGone)) onError(error);
        });
      });
    },
  };
}
