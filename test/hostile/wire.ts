import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** Bytes by hand: whatever a client could put on the wire, right or wrong. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly isLast?: boolean;
  /** The three reserved bits, as 0 to 7. */
  readonly reserved?: number;
  readonly isMasked?: boolean;
}

/** A frame as clients send it (RFC 6455, section 5.2). Its mask is 0, so that the payload stays as it is. */
export function frame(
  opcode: number,
  payload: string | Buffer = '',
  { isLast = true, reserved = 0, isMasked = true }: FrameOptions = {},
): Buffer {
  const body = Buffer.from(payload as string);
  const head = [(isLast ? 0x80 : 0) | (reserved << 4) | opcode];
  const mask = isMasked ? 0x80 : 0;
  if (body.length < 126) head.push(mask | body.length);
  else if (body.length < 65_536) head.push(mask | 126, body.length >> 8, body.length & 0xff);
  else head.push(mask | 127, 0, 0, 0, 0, ...uint32(body.length));
  return Buffer.concat([Buffer.from(head), Buffer.alloc(isMasked ? 4 : 0), body]);
}

export const text = (message: unknown): Buffer =>
  frame(opcodes.text, typeof message === 'string' ? message : JSON.stringify(message));

/** A close frame; a reason may be anything. */
export const closing = (code: number, reason: string | Buffer = ''): Buffer =>
  frame(opcodes.close, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason as string)]));

const uint32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

export interface Received {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What an upgrade request has unless a row says otherwise; undefined leaves a header out. */
export type UpgradeHeaders = Readonly<Record<string, string | undefined>>;

export function upgradeRequest(headers: UpgradeHeaders = {}, path = '/graphql'): string {
  const all = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol': 'graphql-transport-ws',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}`,
  );
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** How a connection ended: a response's status, a close frame's code, or nothing at all. */
export type Ended = { readonly status: number } | { readonly closed: number } | { readonly cut: true };

/** One TCP connection. Nothing is read from it but what is waited for. */
export class Peer {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  #unread: Buffer = Buffer.alloc(0);
  #isUpgraded = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A server that cuts the connection while something is being written.
    socket.on('error', () => {});
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** Connects and writes. */
  static async open(port: number, ...bytes: readonly (string | Buffer)[]): Promise<Peer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const peer = new Peer(socket);
    peer.write(...bytes);
    return peer;
  }

  /** A WebSocket on which nothing was said yet. Throws if it is not had. */
  static async upgrade(port: number, headers?: UpgradeHeaders): Promise<Peer> {
    const peer = await Peer.open(port, upgradeRequest(headers));
    const status = await peer.status();
    if (status !== 101) throw new Error(`The upgrade was answered with ${status}.`);
    return peer;
  }

  /** A WebSocket whose init was acknowledged. Throws if it was not. */
  static async acknowledged(port: number, token: string): Promise<Peer> {
    const peer = await Peer.upgrade(port);
    peer.write(text(init(token)));
    try {
      await peer.message();
    } catch (error) {
      peer.reset();
      throw error;
    }
    return peer;
  }

  /** Whether all of it is out of this process's hands. */
  write(...bytes: readonly (string | Buffer)[]): boolean {
    let isOut = true;
    for (const part of bytes) isOut = this.#socket.write(part);
    return isOut;
  }

  /** Resolves when everything that was written has gone, or the connection has. */
  written(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write('', () => resolve());
    });
  }

  /** Whether the connection is known to have ended, without any of it being read. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** The next response's status; null if the connection ends before. */
  async status(): Promise<number | null> {
    const end = await this.#find('\r\n\r\n');
    if (end < 0) return null;
    const head = String(this.#take(end + 4));
    const status = Number(head.split(' ', 2)[1]);
    if (status === 101) this.#isUpgraded = true;
    else this.#take(Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0));
    return status;
  }

  /** The next frame; null if the connection ends before. */
  async frame(): Promise<Received | null> {
    if (!(await this.#has(2))) return null;
    const short = (this.#unread[1] as number) & 0x7f;
    const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (!(await this.#has(headBytes))) return null;
    const long =
      short === 126 ? this.#unread.readUInt16BE(2) : short === 127 ? this.#unread.readUInt32BE(6) : short;
    if (!(await this.#has(headBytes + long))) return null;
    const opcode = (this.#take(headBytes)[0] as number) & 0x0f;
    return { opcode, payload: this.#take(long) };
  }

  /** The next message; answers the pings that come before. Throws if the connection ends before. */
  // biome-ignore lint/suspicious/noExplicitAny: each row knows what it waits for
  async message(): Promise<any> {
    let received = await this.frame();
    while (received?.opcode === opcodes.ping) {
      this.write(frame(opcodes.pong, received.payload));
      received = await this.frame();
    }
    if (received?.opcode !== opcodes.text)
      throw new Error(`There came no message but ${describe(received)}.`);
    return JSON.parse(String(received.payload));
  }

  /** How the server ends it, whatever comes before; then it is gone. */
  async ended(): Promise<Ended> {
    const ended = await this.#end();
    this.reset();
    return ended;
  }

  async #end(): Promise<Ended> {
    if (!this.#isUpgraded) {
      const status = await this.status();
      return status === null ? { cut: true } : { status };
    }
    for (let received = await this.frame(); received !== null; received = await this.frame()) {
      if (received.opcode === opcodes.close) return { closed: closeCodeOf(received) };
    }
    return { cut: true };
  }

  /** Reads everything, answers nothing, and resolves when the server has ended it. */
  async gone(): Promise<void> {
    while (await this.#fill());
  }

  /** Cuts it, without any farewell. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #take(bytes: number): Buffer {
    const taken = this.#unread.subarray(0, bytes);
    this.#unread = this.#unread.subarray(bytes);
    return taken;
  }

  async #has(bytes: number): Promise<boolean> {
    while (this.#unread.length < bytes) if (!(await this.#fill())) return false;
    return true;
  }

  async #find(mark: string): Promise<number> {
    while (!this.#unread.includes(mark)) if (!(await this.#fill())) return -1;
    return this.#unread.indexOf(mark);
  }

  /** Reads more; false if there is no more. */
  async #fill(): Promise<boolean> {
    try {
      const { done, value } = await this.#chunks.next();
      if (!done) this.#unread = Buffer.concat([this.#unread, value]);
      return !done;
    } catch {
      return false;
    }
  }
}

/** RFC 6455, section 7.1.5: 1005 stands for a close frame without a code. */
const closeCodeOf = ({ payload }: Received) => (payload.length < 2 ? 1005 : payload.readUInt16BE(0));

export const init = (token: string) => ({
  type: 'connection_init',
  payload: { Authorization: `Bearer ${token}` },
});

const describe = (received: Received | null) =>
  received === null ? 'the end' : `a frame ${received.opcode} of ${received.payload.length} bytes`;
