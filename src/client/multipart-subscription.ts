import type { ConnectionState } from './connection-state.ts';
import { reasonOf } from './connection-state.ts';
import type { ViewerQuery } from './generated/graphql.ts';
import { ViewerDocument } from './generated/graphql.ts';
import { watchNetwork } from './liveness.ts';
import { isMultipart, partsOf, partWith, streamEnd } from './multipart.ts';
import { named } from './persisted.ts';
import { Refused } from './refused.ts';
import type { Operation } from './resumable.ts';
import type { Result, Resumption } from './resumption.ts';
import { Retries } from './retries.ts';

export interface MultipartSubscriptionOptions {
  readonly operation: Operation;
  readonly resumption: Resumption;
  readonly getToken: () => string | Promise<string>;
  /** Sends an operation, signed in with the token. */
  readonly send: (operation: Operation, token: string, signal: AbortSignal) => Promise<Response>;
  readonly onState: (state: ConnectionState) => void;
}

/** What a part says: nothing (a sign of life), a result, or what ended the stream. */
interface Part {
  readonly payload?: Result | null;
  readonly errors?: Refused['errors'];
}

/** A response that brings nothing for this long, not even a sign of life, is dead. The server sends one every 12 s. */
const SILENT_FOR_MS = 30_000;

/** One subscription, over as many multipart responses as it takes. */
export class MultipartSubscription {
  readonly #options: MultipartSubscriptionOptions;
  readonly #retries: Retries;
  readonly #stopWatchingNetwork: () => void;
  #stopping: { readonly reason: unknown } | null = null;
  #request = new AbortController();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #parts: AsyncGenerator<string, void, undefined> | null = null;
  #expired: { readonly token: string; readonly refused: Refused } | null = null;

  constructor(options: MultipartSubscriptionOptions) {
    this.#options = options;
    this.#retries = new Retries((retryInMs, loss) =>
      options.onState({ phase: 'waiting', retryInMs, reason: reasonOf(loss) }),
    );
    this.#stopWatchingNetwork = watchNetwork({
      online: () => this.#retries.wake(),
      offline: () => this.#request.abort(new Error('The network is gone')),
    });
  }

  /** Opens a response, however often that has to be tried. Rejects with Refused where there never will be one. */
  async connect(): Promise<void> {
    const { resumption, onState } = this.#options;
    while (this.#stopping === null) {
      onState({ phase: 'connecting' });
      try {
        this.#parts = partsOf(await this.#open());
        resumption.begin();
        return onState({ phase: 'replaying', replayed: 0 });
      } catch (error) {
        if (this.#stopping === null) await this.#recoverFrom(error);
      }
    }
    throw this.#stopping.reason;
  }

  /** The body of the one response that all of them add up to, behind its first boundary. */
  async *body(): AsyncGenerator<string, void, undefined> {
    for (;;) {
      try {
        for await (const part of this.#parts as AsyncGenerator<string>) {
          this.#retries.succeed();
          this.#expectMore();
          const piece = this.#pieceOf(part);
          if (piece !== null) yield piece;
        }
        this.stop(null);
        return yield streamEnd;
      } catch (loss) {
        if (this.#stopping !== null) throw this.#stopping.reason;
        try {
          await this.#recoverFrom(loss);
          await this.connect();
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          yield partWith(JSON.stringify({ payload: null, errors: error.errors }));
          return yield streamEnd;
        }
      }
    }
  }

  /** Ends it; whoever waits for it gets the reason. */
  stop(reason: unknown): void {
    if (this.#stopping !== null) return;
    this.#stopping = { reason };
    clearTimeout(this.#silence);
    this.#stopWatchingNetwork();
    this.#retries.wake();
    this.#request.abort(reason);
    const refused = reason instanceof Refused ? reason : null;
    this.#options.onState({
      phase: 'closed',
      code: refused?.response.status ?? null,
      reason: refused?.message ?? null,
    });
  }

  /** Waits before the next attempt; throws where none can succeed. */
  async #recoverFrom(loss: unknown): Promise<void> {
    clearTimeout(this.#silence);
    if (loss instanceof Refused && !loss.isRetryable) {
      this.stop(loss);
      throw loss;
    }
    if (loss instanceof Refused && loss.isTokenExpired) this.#retries.hurry();
    await this.#retries.wait(loss);
  }

  async #open(): Promise<Response> {
    const { resumption, operation } = this.#options;
    if (resumption.needsHead) {
      const response = await this.#ask(named(ViewerDocument));
      const { data } = await resultIn(response);
      if (data == null) throw await Refused.by(response);
      resumption.startAt((data as ViewerQuery).viewer.streamHead);
    }
    const response = await this.#ask({ ...operation, variables: resumption.variables });
    if (isMultipart(response)) return response;
    throw await Refused.by(response);
  }

  async #ask(operation: Operation): Promise<Response> {
    const { getToken, send } = this.#options;
    const token = await getToken();
    if (this.#stopping !== null) throw this.#stopping.reason;
    if (token === this.#expired?.token) throw this.#expired.refused;
    this.#request = new AbortController();
    this.#expectMore();
    const response = await send(operation, token, this.#request.signal);
    if (response.status === 401) {
      const refused = await Refused.by(response.clone());
      // The same token again would be refused for ever.
      if (refused.isTokenExpired) this.#expired = { token, refused: refused.forGood() };
    }
    return response;
  }

  /** What the caller is to read of a part; null if that is nothing. */
  #pieceOf(part: string): string | null {
    const { payload, errors } = JSON.parse(part) as Part;
    if (errors !== undefined) throw Refused.byErrors(errors);
    if (payload == null) return partWith(part);
    const { resumption, onState } = this.#options;
    const { replayed } = resumption;
    const seen = resumption.take(payload);
    if (resumption.replayed === null && replayed !== null) onState({ phase: 'live' });
    else if (resumption.replayed !== replayed)
      onState({ phase: 'replaying', replayed: resumption.replayed ?? 0 });
    if (seen === null) return null;
    return partWith(seen === payload ? part : JSON.stringify({ payload: seen }));
  }

  #expectMore(): void {
    clearTimeout(this.#silence);
    const request = this.#request;
    this.#silence = setTimeout(
      () => request.abort(new Error('The connection has fallen silent')),
      SILENT_FOR_MS,
    );
  }
}

/** What a response says as JSON; nothing if it is none. */
async function resultIn(response: Response): Promise<Result> {
  return (await response
    .clone()
    .json()
    .catch(() => ({}))) as Result;
}
