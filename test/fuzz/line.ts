import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';

/** What may pass until everything is answered. */
const ANSWER_WITHIN_MS = 20_000;
/** What is read of one connection at most; behind it, nobody reads. */
const MAX_BYTES = 4 * 1024 ** 2;

/** One connection, over which an exchange takes place, and everything that came over it. */
export class Line {
  readonly exchange: Exchange;
  readonly #socket: Socket;
  readonly #received: Buffer[] = [];
  readonly #closed: Promise<unknown>;
  #bytes = 0;
  #heard = () => {};

  private constructor(socket: Socket, exchange: Exchange) {
    this.#socket = socket;
    this.exchange = exchange;
    this.#closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.on('close', () => this.#heard());
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > MAX_BYTES) socket.pause();
      this.#heard();
    });
  }

  /** Connects and writes. Resolves once it was answered, or is gone; fails if neither comes. */
  static async run(port: number, exchange: Exchange): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const line = new Line(socket, exchange);
    const { opening, opened, chunks, answered, stays } = exchange;
    await line.#write([opening]);
    if (opened !== null) await line.#until(opened);
    await line.#write(chunks);
    if (stays === 'first byte') line.#goWhenHeard();
    else if (stays === 'written') line.go();
    else if (answered !== null) await line.#until(answered);
    return line;
  }

  get transcript(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** Goes as the exchange wants it, if it has not gone yet. */
  go(): void {
    if (this.exchange.goes === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroySoon();
  }

  async gone(): Promise<void> {
    await this.#closed;
  }

  async #write(chunks: readonly string[]): Promise<void> {
    for (const chunk of chunks) {
      if (this.#socket.destroyed) return;
      this.#socket.write(chunk, 'latin1');
      await setImmediate();
    }
  }

  #goWhenHeard(): void {
    this.#heard = () => this.go();
  }

  async #until(expected: RegExp): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`No answer but ${this.#text()}`)), ANSWER_WITHIN_MS);
    this.#heard = () => {
      if (this.#socket.destroyed || this.#socket.isPaused() || expected.test(this.#text())) resolve();
    };
    this.#heard();
    await promise.finally(() => clearTimeout(timer));
  }

  #text(): string {
    return this.transcript.toString('latin1');
  }
}
