import type { Socket } from 'node:net';
import type { SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Session } from '../auth/session.ts';
import type { AgentwireError, ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import type { Mask } from '../graphql/mask.ts';
import type { TokenBucket } from '../token-bucket.ts';
import type { Ending } from './connections.ts';
import type { SocketOwner } from './socket.ts';
import { fits, ServedSocket } from './socket.ts';

export interface WsConnectionOptions {
  readonly authorization: string | undefined;
  readonly rate: TokenBucket;
  readonly mask: Mask;
}

/** What is kept of a client's socket. */
export class WsConnection implements SocketOwner, Ending {
  /** The upgrade request's Authorization header, until the client has authenticated. */
  authorization: string | undefined;
  readonly served: ServedSocket;
  /** Set once the client has authenticated. */
  session: Session | null = null;
  /** By id, the newest operation that is being opened; made when there is one, since most sockets rest. */
  #opening: Map<string, SubscribePayload> | null = null;
  readonly #socket: WebSocket;
  readonly #mask: Mask;

  constructor(socket: WebSocket, raw: Socket, { authorization, rate, mask }: WsConnectionOptions) {
    this.#socket = socket;
    this.#mask = mask;
    this.authorization = authorization;
    this.served = new ServedSocket(socket, raw, rate, this);
  }

  /** Notes that an operation is being opened. */
  opens(id: string, payload: SubscribePayload): void {
    this.#opening ??= new Map();
    this.#opening.set(id, payload);
  }

  /** Notes that it no longer is. False if another one has taken its id meanwhile. */
  opened(id: string, payload: SubscribePayload): boolean {
    if (this.#opening?.get(id) !== payload) return false;
    this.#opening.delete(id);
    if (this.#opening.size === 0) this.#opening = null;
    return true;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get refusal(): AgentwireError | null {
    return this.session?.refusal ?? null;
  }

  /** Ends the connection for an error that concerns all of it. */
  fail(error: unknown): void {
    const { message, extensions } = this.#mask(error);
    const code = extensions.code as ErrorCode;
    const closeCode = errorTable[code].closeCode ?? errorTable.INTERNAL.closeCode;
    this.served.close(closeCode, fits(message) ? message : code);
  }

  moveOn(delayMs: number): void {
    this.served.close(1012, `Service restart; retry after ${delayMs} ms`);
  }

  cut(): void {
    this.#socket.terminate();
  }
}
