import type { TypedDocumentString } from './generated/graphql.ts';
import { named } from './persisted.ts';

/**
 * Where the API is, and who asks. `getToken` is asked before every request or connection, and again before the token of
 * a connection expires.
 */
export interface Endpoint {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
}

/** A request that was refused or did not arrive; `code` is one of the API's, or NETWORK if there was no answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly retryable: boolean;
  /** What else the API says of it, such as `expectedSeq`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options);
    this.code = typeof details.code === 'string' ? details.code : 'INTERNAL';
    this.retryable = details.retryable === true;
    this.details = details;
  }
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** Sends one query or mutation over HTTP. Rejects with RequestError. */
export async function request<Result, Variables>(
  { url, getToken }: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const token = await getToken();
  const answer = await send<Result>(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json',
      Authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ ...named(document), variables }),
    ...(signal && { signal }),
  });
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new RequestError(error.message, error.extensions ?? {});
  return answer.data as Result;
}

async function send<Result>(url: string, init: RequestInit): Promise<Answer<Result>> {
  try {
    const response = await fetch(url, init);
    return answerOf<Result>(await response.text()) ?? noAnswer(url, response.status);
  } catch (error) {
    if (init.signal?.aborted || error instanceof RequestError) throw error;
    const message = `${url} cannot be reached.`;
    throw new RequestError(message, { code: 'NETWORK', retryable: true }, { cause: error });
  }
}

/** The GraphQL result that the text is; null if it is none. */
function answerOf<Result>(text: string): Answer<Result> | null {
  try {
    const answer = JSON.parse(text) as Answer<Result> | null;
    return answer?.data != null || Array.isArray(answer?.errors) ? answer : null;
  } catch {
    return null;
  }
}

/** A proxy whose server is away answers like this, and so does a server that is none of ours. */
function noAnswer(url: string, status: number): never {
  throw new RequestError(`${url} answers with HTTP ${status} and no GraphQL result.`, {
    code: 'NETWORK',
    retryable: status === 429 || status >= 500,
  });
}
