import type { Duplex } from 'node:stream';
import type { WebSocket as ProtocolSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { AgentwireError } from '../errors.ts';
import type { Waker } from '../source.ts';
import type { TokenBucket } from '../token-bucket.ts';
import { textFrame } from './frame.ts';
import { Outbox } from './outbox.ts';

/** Thrown by `send` once the socket takes nothing more, so that whatever sends stops at once. */
export class SocketGone extends Error {
  override readonly name = 'SocketGone';
}

/** Whose socket it is. */
export interface SocketOwner {
  /** Asked at every delivery: why nothing may be sent any more, null as long as it may. */
  readonly refusal: AgentwireError | null;
  /** Hears of what ends the connection. */
  fail(error: unknown): void;
}

/**
 * What graphql-ws needs of a socket, and the way past it for what is delivered. Messages are framed here and written
 * once a turn; ws does the handshake, all that is read, and control frames. From a peer that takes no answers, or
 * sends more than its rate, nothing is read until that is mended.
 */
export class ServedSocket implements ProtocolSocket {
  readonly #socket: WebSocket;
  readonly #outbox: Outbox;
  readonly #rate: TokenBucket;
  readonly #owner: SocketOwner;
  #drained: Promise<void> | null = null;
  #holds = 0;
  #isTooFast = false;

  /** `rate` is how often the peer may send a message or a ping. */
  constructor(socket: WebSocket, raw: Duplex, rate: TokenBucket, owner: SocketOwner) {
    this.#socket = socket;
    this.#outbox = new Outbox(socket, raw);
    this.#rate = rate;
    this.#owner = owner;
    socket.on('ping', (payload) => {
      this.#count();
      if (socket.readyState === socket.OPEN && !this.#outbox.isFull) socket.pong(payload);
    });
    socket.on('pong', () => this.#count());
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Whether whoever sends has to wait: see `wait`. */
  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  /** Resolves at once, unless so much waits for the peer that it has to be waited for. */
  send(message: string): Promise<void> | undefined {
    this.deliver(textFrame(message));
    return this.isFull ? this.#drain() : undefined;
  }

  /** Sends a whole frame. Throws what the session was refused for, or SocketGone. */
  deliver(frame: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) throw new SocketGone();
    const { refusal } = this.#owner;
    if (refusal !== null) throw refusal;
    this.#outbox.add(frame);
  }

  /** Wakes it when a full socket takes more again, or is gone. */
  wait(waker: Waker): void {
    this.#drain().then(() => waker.wake());
  }

  close(code?: number, reason = ''): void {
    this.#outbox.flush();
    this.#socket.close(code, fits(reason) ? reason : '');
  }

  onMessage(handle: (message: string) => Promise<void>): void {
    this.#socket.on('message', (data, isBinary) => {
      // A peer that is being closed may say what it likes until it has heard of it.
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#count();
      if (isBinary) return this.close(4400, 'Messages are JSON in text frames');
      handle(String(data)).catch((error) => this.#fail(error));
    });
  }

  #fail(error: unknown): void {
    if (error instanceof SocketGone) return;
    if (isServersMessage(error)) this.close(4400, 'Only servers send such a message');
    else this.#owner.fail(error);
  }

  #drain(): Promise<void> {
    this.#drained ??= this.#untilDrained();
    return this.#drained;
  }

  async #untilDrained(): Promise<void> {
    this.#hold();
    await this.#outbox.drained();
    this.#drained = null;
    this.#release();
  }

  #count(): void {
    this.#rate.take(1);
    if (this.#rate.waitMs === 0 || this.#isTooFast) return;
    this.#isTooFast = true;
    this.#hold();
    setImmediate(() => this.#releaseInTime());
  }

  /** Whatever was read at once has counted by then, not only what was one too many. */
  #releaseInTime(): void {
    const { waitMs } = this.#rate;
    if (waitMs > 0) return void setTimeout(() => this.#releaseInTime(), waitMs).unref();
    this.#isTooFast = false;
    this.#release();
  }

  /** Reads nothing until it is released as often. */
  #hold(): void {
    if (this.#holds++ === 0) this.#socket.pause();
  }

  #release(): void {
    if (--this.#holds === 0) this.#socket.resume();
  }
}

/** What a close frame has room for (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;

export const fits = (reason: string): boolean => Buffer.byteLength(reason) <= MAX_REASON_BYTES;

/** graphql-ws throws a plain error for a well-formed message that is not for a client to send. */
const isServersMessage = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Unexpected message of type');
