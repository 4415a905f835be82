import type { JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, errors } from 'jose';
import { AgentwireError } from '../errors.ts';
import { parseKeySet } from './key-set.ts';

export interface KeyUrl {
  readonly jwksUrl: string;
  /** From this age on, keys are fetched anew while the old ones go on serving. Default: 10 minutes. */
  readonly maxAgeMs?: number;
  /** How much longer the old ones serve if no new ones can be had. Default: 1 hour. */
  readonly maxStaleMs?: number;
  /** What the key server may take to answer. Default: 5,000. */
  readonly timeoutMs?: number;
}

/** Told once for each time that the key server cannot be asked, however long it lasts. */
export type OnKeyError = (stage: string, error: unknown) => void;

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

/** Since the last answer: so long, names of keys that nobody has cost no further request. */
const COOLDOWN_MS = 30_000;
/** Since the last failure: so long, nobody asks again. */
const RETRY_PAUSE_MS = 1_000;
const MAX_BYTES = 256 * 1024;

/**
 * The keys of a URL. jose's createRemoteJWKSet lets a token wait, and asks again, whenever the keys are old; these
 * go on serving while they are renewed, and a key server that fails is asked once a second at most.
 */
export class RemoteKeys {
  readonly #source: Required<KeyUrl>;
  readonly #onError: OnKeyError;
  #keys: LocalKeys | null = null;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #failedAt: number | null = null;
  #pending: Promise<LocalKeys> | null = null;

  constructor(source: KeyUrl, onError: OnKeyError) {
    this.#source = { maxAgeMs: 600_000, maxStaleMs: 3_600_000, timeoutMs: 5_000, ...source };
    this.#onError = onError;
  }

  /** Rejects with UNAVAILABLE if no answer can be given, with jose's JWKSNoMatchingKey if there is no such key. */
  readonly get: JWTVerifyGetKey = async (header, token) => {
    const keys = this.#servingKeys() ?? (await this.#renew());
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.#knowsAllKeys()) throw error;
    }
    return (await this.#renew())(header, token);
  };

  /** The last good keys for as long as they may serve. Begins to renew them when they are old. */
  #servingKeys(): LocalKeys | null {
    const { maxAgeMs, maxStaleMs } = this.#source;
    if (this.#age() >= maxAgeMs + maxStaleMs) return null;
    if (this.#age() >= maxAgeMs) this.#renew().catch(() => {});
    return this.#keys;
  }

  /** Whether a key that is not there can be taken for one that does not exist. */
  #knowsAllKeys(): boolean {
    return this.#age() < Math.min(COOLDOWN_MS, this.#source.maxAgeMs);
  }

  #age(): number {
    return Date.now() - this.#fetchedAt;
  }

  /** Fetches the keys; all who ask meanwhile share the request. Rejects with UNAVAILABLE. */
  #renew(): Promise<LocalKeys> {
    if (this.#pending !== null) return this.#pending;
    if (this.#failedAt !== null && Date.now() - this.#failedAt < RETRY_PAUSE_MS) {
      return Promise.reject(unavailable());
    }
    this.#pending = this.#fetch().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #fetch(): Promise<LocalKeys> {
    try {
      const keys = createLocalJWKSet(parseKeySet(await fetchText(this.#source)));
      this.#keys = keys;
      this.#fetchedAt = Date.now();
      this.#failedAt = null;
      return keys;
    } catch (error) {
      if (this.#failedAt === null) this.#onError('fetching keys', error);
      this.#failedAt = Date.now();
      throw unavailable(error);
    }
  }
}

function unavailable(cause?: unknown): AgentwireError {
  const message = 'The keys to verify tokens cannot be had now. Try again later.';
  return new AgentwireError('UNAVAILABLE', message, {}, { cause });
}

/** The body of an answer with status 200 from this very URL: a redirect could lead anywhere. */
async function fetchText({ jwksUrl, timeoutMs }: Required<KeyUrl>): Promise<string> {
  const response = await fetch(jwksUrl, {
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { Accept: 'application/jwk-set+json, application/json' },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key server answered with status ${response.status}.`);
  }
  return readBounded(response.body ?? []);
}

/** Leaving the loop cancels the body. */
async function readBounded(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`The key server answered with more than ${MAX_BYTES} bytes.`);
  }
  return Buffer.concat(chunks).toString();
}
