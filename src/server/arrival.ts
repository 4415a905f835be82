import type { IncomingMessage } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { bearerToken } from '../auth/bearer.ts';
import type { Session, Sessions } from '../auth/session.ts';

export interface ArrivalOptions {
  readonly sessions: Sessions;
  /** Resolves once a request may go on: see `createTurns`. */
  readonly nextTurn: () => Promise<void>;
  /** Bytes of a body. */
  readonly maxBodyBytes: number;
}

/** A request to /graphql, and what of it is had only once, whoever asks for it first. */
export class Arrival {
  readonly request: IncomingMessage;
  /** What it was executed to, once it was: nobody may execute it again. */
  result: ExecutionResult | null = null;
  readonly #options: ArrivalOptions;
  #session: Promise<Session> | null = null;
  #body: Promise<string> | null = null;

  constructor(request: IncomingMessage, options: ArrivalOptions) {
    this.request = request;
    this.#options = options;
  }

  /** The session that its token gives, when its turn has come. Rejects as `Sessions.authenticate` does. */
  session(): Promise<Session> {
    this.#session ??= this.#authenticate();
    return this.#session;
  }

  /** The text of its body. Rejects with a GraphQLError if there is too much, of which no more is read then. */
  body(): Promise<string> {
    this.#body ??= readBody(this.request, this.#options.maxBodyBytes);
    return this.#body;
  }

  async #authenticate(): Promise<Session> {
    const { sessions, nextTurn } = this.#options;
    const session = await sessions.authenticate(bearerToken(this.request.headers.authorization));
    await nextTurn();
    return session;
  }
}

/** The arrival in the context that yoga's plugins have of a request. */
export function arrivalOf(context: object): Arrival {
  return (context as { readonly arrival: Arrival }).arrival;
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge();
  }
  return Buffer.concat(chunks).toString();
}

/** In yoga's words: it would count again what is counted here, by way of two more streams. */
function tooLarge(): GraphQLError {
  return new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  });
}
