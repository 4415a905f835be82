interface GraphqlError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A response without a stream, or the errors that a stream ended with. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly errors: readonly GraphqlError[];
  /** Whether the same can succeed later. */
  readonly isRetryable: boolean;
  /** To be handed to whoever asked. */
  readonly response: Response;

  constructor(errors: readonly GraphqlError[], isRetryable: boolean, response: Response) {
    super(errors[0]?.message ?? `The server answers with HTTP ${response.status}.`);
    this.errors = errors;
    this.isRetryable = isRetryable;
    this.response = response;
  }

  /** The errors of a stream that ended with them. */
  static byErrors(errors: readonly GraphqlError[]): Refused {
    return new Refused(errors, errors.every(isRetryable), Response.json({ errors }));
  }

  /** A response that is no stream: one with GraphQL errors, or whatever a proxy says. */
  static async by(response: Response): Promise<Refused> {
    const { status, headers } = response;
    const text = await response.text();
    const errors = errorsIn(text);
    const canSucceedLater = errors.length > 0 ? errors.every(isRetryable) : status === 429 || status >= 500;
    return new Refused(errors, canSucceedLater, new Response(text, { status, headers }));
  }

  forGood(): Refused {
    return new Refused(this.errors, false, this.response);
  }

  get isTokenExpired(): boolean {
    return this.errors.some(({ extensions }) => extensions?.code === 'TOKEN_EXPIRED');
  }
}

const isRetryable = ({ extensions }: GraphqlError) => extensions?.retryable === true;

function errorsIn(text: string): readonly GraphqlError[] {
  try {
    const { errors } = JSON.parse(text) as { readonly errors?: unknown };
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}
