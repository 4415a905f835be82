import type { ConnectionInitMessage } from 'graphql-ws';
import { isNewer } from './tokens.ts';

type Params = ConnectionInitMessage['payload'];

export interface CredentialsOptions {
  readonly connectionParams?: Params | (() => Params | Promise<Params>) | undefined;
  readonly getToken?: (() => string | Promise<string>) | undefined;
}

/** Thrown where a token that the server found expired is given again: it would be refused for ever. */
export class TokenExpiredError extends Error {
  override readonly name = 'TokenExpiredError';
  readonly code = 'TOKEN_EXPIRED';
}

/** What each connection signs in with. */
export class Credentials {
  readonly #options: CredentialsOptions;
  /** What the connection is signed in with. */
  #params: Params;
  #token: string | null = null;
  #presented: string | null = null;
  #expired: string | null = null;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** The payload of the next `connection_init`. Rejects with TokenExpiredError if it is known to be expired. */
  async present(): Promise<Params> {
    const { connectionParams, getToken } = this.#options;
    const given = typeof connectionParams === 'function' ? await connectionParams() : connectionParams;
    this.#signIn(given, getToken ? await getToken() : null);
    if (this.#expired !== null && this.#presented === this.#expired) {
      throw new TokenExpiredError('The token has expired, and there is no newer one: sign in again.');
    }
    return this.#params;
  }

  /** A token that can take the place of the one that was presented; null if there is none yet. */
  async newerToken(): Promise<string | null> {
    const { getToken } = this.#options;
    try {
      const token = getToken ? await getToken() : null;
      return token !== null && this.#token !== null && isNewer(token, this.#token) ? token : null;
    } catch {
      // Whoever gives tokens is asked again, and says why there are none when a connection needs one.
      return null;
    }
  }

  /** The connection goes on with this token in place of the one that was presented. */
  replace(token: string): void {
    this.#signIn(this.#params, token);
  }

  /** The server says that what was presented last has expired. */
  expire(): void {
    this.#expired = this.#presented;
  }

  #signIn(given: Params, token: string | null): void {
    this.#token = token;
    this.#params = token === null ? given : { ...given, Authorization: `Bearer ${token}` };
    this.#presented = JSON.stringify(this.#params) ?? null;
  }
}
