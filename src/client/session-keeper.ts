import type { Client, Message } from 'graphql-ws';
import type { Credentials } from './credentials.ts';
import type { ExtendSessionMutation } from './generated/graphql.ts';
import { ExtendSessionDocument } from './generated/graphql.ts';
import { named } from './persisted.ts';
import type { SessionTimes } from './session-times.ts';
import { instantOf, renewalDelayMs, renewalRetryDelayMs, timesIn } from './session-times.ts';

/** Timers stand still while a machine sleeps, and cannot be longer than 2^31 ms: the clock is looked at this often. */
const LONGEST_TIMER_MS = 60_000;
/** Not even a token that has next to no lifetime is asked for more often. */
const SHORTEST_DELAY_MS = 1_000;

export interface SessionKeeperOptions {
  readonly client: Client;
  readonly credentials: Credentials;
  /** Whether the connection is used. One that nobody uses is not worth a token. */
  readonly isUsed: () => boolean;
}

/**
 * Swaps the token of each connection for a newer one before it expires, so that the connection lasts. Where that does
 * not succeed, the server closes the connection with 4403. Returns how to have the clock looked at, of which a timer
 * can know too late.
 */
export function keepSessions({ client, credentials, isUsed }: SessionKeeperOptions): () => void {
  let session: KeptSession | null = null;
  const end = () => {
    session?.end();
    session = null;
  };
  client.on('connected', (socket, acknowledgement) => {
    end();
    const times = timesIn(acknowledgement);
    if (times !== null) session = new KeptSession(socket as WebSocket, times, credentials, isUsed);
  });
  client.on('message', (message) => session?.hear(message));
  client.on('closed', end);
  client.on('error', end);
  return () => session?.check();
}

interface Answer {
  readonly data?: Partial<ExtendSessionMutation> | null;
}

/**
 * The session of one connection. What it sends goes to its own socket only, past graphql-ws, which would send it again
 * over the next connection, where that token is in use already.
 */
class KeptSession {
  readonly #socket: WebSocket;
  readonly #credentials: Credentials;
  readonly #isUsed: () => boolean;
  /** How far the server's clock is ahead of this one. */
  readonly #aheadMs: number;
  #expiresAt = 0;
  #renewAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRenewing = false;
  #hasEnded = false;
  #requestCount = 0;
  #request: { readonly id: string; readonly token: string } | null = null;

  constructor(socket: WebSocket, times: SessionTimes, credentials: Credentials, isUsed: () => boolean) {
    this.#socket = socket;
    this.#credentials = credentials;
    this.#isUsed = isUsed;
    this.#aheadMs = times.serverTime - Date.now();
    this.#lastUntil(times.expiresAt);
  }

  check(): void {
    clearTimeout(this.#timer);
    if (this.#hasEnded || this.#isRenewing) return;
    const waitMs = this.#renewAt - Date.now();
    if (waitMs <= 0) this.#renew();
    else this.#timer = setTimeout(() => this.check(), Math.min(waitMs, LONGEST_TIMER_MS));
  }

  /** Takes the server's answer out of all that comes over the socket. */
  hear(message: Message): void {
    const request = this.#request;
    if (request === null || !('id' in message) || message.id !== request.id) return;
    this.#request = null;
    const { data } = (message.type === 'next' ? message.payload : {}) as Answer;
    const expiresAt = instantOf(data?.extendSession?.expiresAt);
    if (Number.isNaN(expiresAt)) this.#tryLater();
    else {
      this.#credentials.replace(request.token);
      this.#lastUntil(expiresAt);
    }
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
  }

  async #renew(): Promise<void> {
    this.#isRenewing = true;
    const token = this.#isUsed() ? await this.#credentials.newerToken() : null;
    if (this.#hasEnded) return;
    if (token === null) return this.#tryLater();
    const id = `extendSession ${++this.#requestCount}`;
    this.#request = { id, token };
    const payload = { ...named(ExtendSessionDocument), variables: { token } };
    this.#socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
  }

  #lastUntil(expiresAt: number): void {
    this.#expiresAt = expiresAt - this.#aheadMs;
    this.#renewIn(renewalDelayMs(this.#expiresAt - Date.now()));
  }

  #tryLater(): void {
    this.#renewIn(renewalRetryDelayMs(this.#expiresAt - Date.now()));
  }

  #renewIn(delayMs: number): void {
    this.#isRenewing = false;
    this.#renewAt = Date.now() + Math.max(SHORTEST_DELAY_MS, delayMs);
    this.check();
  }
}
