import type { Client } from 'graphql-ws';
import { TokenExpiredError } from './credentials.ts';

/** What a connection is doing, for whoever watches it. */
export type ConnectionState =
  /** A socket is being opened, or is signing in. */
  | { readonly phase: 'connecting' }
  /** What happened meanwhile is being delivered; `replayed` counts its events so far. */
  | { readonly phase: 'replaying'; readonly replayed: number }
  /** Everything there was has been delivered; what comes now is new. */
  | { readonly phase: 'live' }
  /** There is no connection. The next attempt is in `retryInMs` milliseconds, or when the browser is online again. */
  | { readonly phase: 'waiting'; readonly retryInMs: number; readonly reason: string }
  /** Nobody subscribes, the client was disposed of, or the server refused for good (`code` 4401, for example). */
  | { readonly phase: 'closed'; readonly code: number | null; readonly reason: string | null };

/** What is being delivered over a connection. */
export interface Delivery {
  /** Events that this connection has replayed so far; null when it has caught up. */
  readonly replayed: number | null;
}

/** Tells what a client's connection is doing. */
export class StateReporter {
  readonly #onState: (state: ConnectionState) => void;
  readonly #deliveries: ReadonlySet<Delivery>;
  #state: ConnectionState = { phase: 'closed', code: null, reason: null };
  #isOpen = false;
  #loss: unknown = null;

  constructor(deliveries: ReadonlySet<Delivery>, onState: (state: ConnectionState) => void) {
    this.#deliveries = deliveries;
    this.#onState = onState;
  }

  /** Whether the server has accepted the connection. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  watch(client: Client): void {
    client.on('connecting', () => {
      this.#loss = null;
      this.#report({ phase: 'connecting' });
    });
    client.on('connected', () => {
      this.#isOpen = true;
      this.progress();
    });
    client.on('error', (error) => {
      this.#isOpen = false;
      this.#loss = error;
    });
    client.on('closed', (event) => this.#close(event as Partial<CloseEvent>));
  }

  /** Something was delivered, or is going to be. */
  progress(): void {
    if (!this.#isOpen) return;
    const replays = [...this.#deliveries].flatMap(({ replayed }) => replayed ?? []);
    if (replays.length > 0) {
      this.#report({ phase: 'replaying', replayed: replays.reduce((sum, replayed) => sum + replayed) });
    } else if (this.#state.phase !== 'live') {
      this.#report({ phase: 'live' });
    }
  }

  wait(retryInMs: number, loss: unknown = this.#loss): void {
    this.#report({ phase: 'waiting', retryInMs, reason: reasonOf(loss) });
  }

  /** Nobody waits for a connection any more. */
  rest(): void {
    if (this.#state.phase === 'waiting') this.#report({ phase: 'closed', code: null, reason: null });
  }

  #close(event: Partial<CloseEvent>): void {
    this.#isOpen = false;
    // A connection that could not be had is told of twice, as an error and as closed.
    if (this.#state.phase === 'waiting' || this.#state.phase === 'closed') return;
    // An error says more than how the socket is closed for it.
    this.#loss ??= event;
    const before = this.#state;
    // Whether there will be another attempt shows within this turn.
    setTimeout(() => {
      if (this.#state === before) this.#report(closedBy(this.#loss));
    });
  }

  #report(state: ConnectionState): void {
    const isKnown = state.phase === 'connecting' && this.#state.phase === 'connecting';
    this.#state = state;
    if (!isKnown) this.#onState(state);
  }
}

function closedBy(loss: unknown): ConnectionState {
  if (loss instanceof TokenExpiredError) return { phase: 'closed', code: 4403, reason: loss.message };
  const { code = null, reason = null } = (loss ?? {}) as Partial<CloseEvent>;
  return { phase: 'closed', code, reason };
}

/** What to tell people about a connection that was lost or could not be had. */
export function reasonOf(loss: unknown): string {
  const { code, reason } = (loss ?? {}) as Partial<CloseEvent>;
  if (typeof code === 'number')
    return `The connection was lost (${[code, reason].filter(Boolean).join(' ')})`;
  if (Array.isArray(loss)) return loss[0].message;
  // What a WebSocket or a fetch finds wrong is an Event or a TypeError that says nothing of use.
  return loss instanceof Error && !(loss instanceof TypeError)
    ? loss.message
    : 'The server cannot be reached';
}
