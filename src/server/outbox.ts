import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Bytes that may wait for a peer before whoever sends has to wait too. */
const HIGH_WATER_BYTES = 256 * 1024;

/** Those with something to write at the end of this turn of the event loop. */
let filled: Outbox[] = [];

function flushFilled(): void {
  const outboxes = filled;
  filled = [];
  for (const outbox of outboxes) outbox.flush();
}

/** The frames that a socket is to send: all of one turn of the event loop go to the kernel in one write. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  #frames: Buffer[] = [];
  #bytes = 0;
  #drained: Promise<void> | null = null;

  /** `raw` is what the socket is upon. */
  constructor(socket: WebSocket, raw: Duplex) {
    this.#socket = socket;
    this.#raw = raw;
  }

  /**
   * Whether so much waits for the peer that nothing more should be added before `drained`. Never once the connection
   * is gone, when there is nothing to wait for.
   */
  get isFull(): boolean {
    return !this.#raw.destroyed && this.#bytes + this.#raw.writableLength > HIGH_WATER_BYTES;
  }

  add(frame: Buffer): void {
    if (this.#frames.length === 0 && filled.push(this) === 1) setImmediate(flushFilled);
    this.#frames.push(frame);
    this.#bytes += frame.length;
  }

  /** Writes what there is; nothing may follow a close frame (RFC 6455, section 5.5.1). */
  flush(): void {
    const [first] = this.#frames;
    if (first === undefined) return;
    const bytes = this.#frames.length === 1 ? first : Buffer.concat(this.#frames, this.#bytes);
    this.#frames = [];
    this.#bytes = 0;
    if (this.#socket.readyState === this.#socket.OPEN) this.#raw.write(bytes);
  }

  /** Resolves when a full outbox is empty again, or the connection is gone. */
  drained(): Promise<void> {
    this.flush();
    if (!this.isFull) return Promise.resolve();
    this.#drained ??= new Promise((resolve) => {
      const done = () => {
        this.#raw.off('drain', done);
        this.#raw.off('close', done);
        this.#drained = null;
        resolve();
      };
      this.#raw.on('drain', done);
      this.#raw.on('close', done);
    });
    return this.#drained;
  }
}
