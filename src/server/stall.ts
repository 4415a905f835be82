import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often connections are looked at. */
const SWEEP_INTERVAL_MS = 1_000;

/**
 * Cuts every connection whose peer takes no byte of what there is for it within the time, whatever is spoken over it.
 * Returns how to stop.
 */
export function cutStalled(server: Server, maxMs: number): () => void {
  const stalls = new Map<Socket, Stall>();
  server.on('connection', (socket) => {
    stalls.set(socket, new Stall(socket, maxMs));
    socket.once('close', () => stalls.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, stall] of stalls) if (stall.isOver(now)) socket.destroy();
  }, SWEEP_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

/** Node's own count of the bytes that the kernel has not taken yet. Its idle timeout goes by it too (lib/net.js). */
interface Handle {
  readonly writeQueueSize?: number;
}

/** Whether a peer has taken no byte for too long, though there are some for it. */
export class Stall {
  readonly #socket: Socket;
  readonly #maxMs: number;
  #waiting = 0;
  #since = 0;

  constructor(socket: Socket, maxMs: number) {
    this.#socket = socket;
    this.#maxMs = maxMs;
  }

  /** To be asked now and then. `now` is in milliseconds of a clock that never goes back. */
  isOver(now: number): boolean {
    const waiting = bytesWaiting(this.#socket);
    // The queue holds one write at a time, so as long as it is not empty it changes exactly when bytes are taken.
    if (waiting === 0 || waiting !== this.#waiting) {
      this.#waiting = waiting;
      this.#since = now;
      return false;
    }
    return now - this.#since >= this.#maxMs;
  }
}

export function bytesWaiting(socket: Socket): number {
  const handle = (socket as { readonly _handle?: Handle | null })._handle;
  return handle?.writeQueueSize ?? socket.writableLength;
}
