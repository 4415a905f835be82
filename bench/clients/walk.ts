/** What stands before a message on the wire: how long it is itself, and what follows it. */
export interface Head {
  readonly headBytes: number;
  readonly bodyBytes: number;
  /** What is no message: its kind is the transport's own. */
  readonly isControl: boolean;
}

/** Null if not all of it is there. */
export type ReadHead = (chunk: Buffer, at: number) => Head | null;

/**
 * Counts messages by their heads, and skips what is in them: whoever measures a server on the same machine has to be
 * cheap.
 */
export class Walk {
  readonly #readHead: ReadHead;
  readonly #onMessage: (bytes: number) => void;
  readonly #onControl: () => void;
  #rest: Buffer | null = null;
  #missing = 0;
  #bytes = 0;

  constructor(readHead: ReadHead, onMessage: (bytes: number) => void, onControl: () => void) {
    this.#readHead = readHead;
    this.#onMessage = onMessage;
    this.#onControl = onControl;
  }

  push(received: Buffer): void {
    const chunk = this.#rest === null ? received : Buffer.concat([this.#rest, received]);
    this.#rest = null;
    let at = this.#skip(chunk, 0);
    while (at < chunk.length) {
      const head = this.#readHead(chunk, at);
      if (head === null) {
        this.#rest = chunk.subarray(at);
        return;
      }
      this.#missing = head.bodyBytes;
      this.#bytes = head.isControl ? -1 : head.bodyBytes;
      at = this.#skip(chunk, at + head.headBytes);
    }
  }

  #skip(chunk: Buffer, at: number): number {
    if (this.#bytes === 0) return at;
    const skipped = Math.min(this.#missing, chunk.length - at);
    this.#missing -= skipped;
    if (this.#missing === 0) {
      if (this.#bytes < 0) this.#onControl();
      else this.#onMessage(this.#bytes);
      this.#bytes = 0;
    }
    return at + skipped;
  }
}
