import type { Socket } from 'node:net';
import type { ReadHead } from './walk.ts';

/** Where the head of a request or response ends. */
export const HEAD_END = '\r\n\r\n';

export interface Subscription {
  readonly token: string;
  /** For servers that know no tokens. */
  readonly userId: string;
  readonly query: string;
  readonly variables: object;
  /** What a message has in it that says that the subscription is live. */
  readonly liveAt: string;
}

/** What came on a socket, until it is left to others. */
export class Received {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #onData = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#take);
    socket.on('close', () => this.#onData());
  }

  readonly #take = (chunk: Buffer) => {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    this.#onData();
  };

  async skipBehind(text: string): Promise<void> {
    for (;;) {
      const at = this.#bytes.indexOf(text);
      if (at >= 0) {
        this.#bytes = this.#bytes.subarray(at + text.length);
        return;
      }
      await this.#more(text);
    }
  }

  async skipMessage(text: string, readHead: ReadHead): Promise<void> {
    for (;;) {
      const head = this.#bytes.length === 0 ? null : readHead(this.#bytes, 0);
      const end = head === null ? Number.POSITIVE_INFINITY : head.headBytes + head.bodyBytes;
      if (end > this.#bytes.length) {
        await this.#more(text);
        continue;
      }
      const message = this.#bytes.toString('latin1', head?.headBytes, end);
      this.#bytes = this.#bytes.subarray(end);
      if (message.includes(text)) return;
    }
  }

  end(): Buffer {
    this.#socket.off('data', this.#take);
    return this.#bytes;
  }

  async #more(text: string): Promise<void> {
    if (this.#socket.destroyed) throw new Error(`Closed before ${text}: ${this.#bytes.toString('latin1')}`);
    await new Promise<void>((resolve) => {
      this.#onData = resolve;
    });
  }
}
