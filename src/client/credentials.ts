import type { ConnectionInitMessage } from 'graphql-ws';

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
  #presented: string | null = null;
  #expired: string | null = null;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** The payload of the next `connection_init`. Rejects with TokenExpiredError if it is known to be expired. */
  async present(): Promise<Params> {
    const { connectionParams, getToken } = this.#options;
    const given = typeof connectionParams === 'function' ? await connectionParams() : connectionParams;
    const params = getToken ? { ...given, Authorization: `Bearer ${await getToken()}` } : given;
    this.#presented = JSON.stringify(params);
    if (this.#expired !== null && this.#presented === this.#expired) {
      throw new TokenExpiredError('The token has expired, and there is no newer one: sign in again.');
    }
    return params;
  }

  /** The server says that what was presented last has expired. */
  expire(): void {
    this.#expired = this.#presented;
  }
}
