/**
 * Every error that a client can meet, in one table.
 *
 * `retryable` says whether the same request can succeed later without being changed. `httpStatus` answers a
 * request that failed as a whole (RFC 9110); `closeCode` closes a WebSocket where the error ends the connection
 * (RFC 6455, section 7.4; 44xx as the graphql-transport-ws protocol uses them), and is null where it only ends
 * the operation.
 */
export interface ErrorRow {
  readonly message: string;
  readonly retryable: boolean;
  readonly httpStatus: number;
  readonly closeCode: number | null;
}

export const errorTable = {
  UNAUTHENTICATED: {
    message: 'A valid bearer token is required.',
    retryable: false,
    httpStatus: 401,
    closeCode: 4401,
  },
  TOKEN_EXPIRED: {
    message: 'The token has expired. Connect again with a new one.',
    retryable: true,
    httpStatus: 401,
    closeCode: 4403,
  },
  FORBIDDEN: {
    message: 'The token lacks the scope for this.',
    retryable: false,
    httpStatus: 403,
    closeCode: null,
  },
  BAD_USER_INPUT: {
    message: 'The input is not valid.',
    retryable: false,
    httpStatus: 400,
    closeCode: null,
  },
  CURSOR_INVALID: {
    message: 'This is not a cursor of this API. Pass a `cursor` exactly as it was delivered.',
    retryable: false,
    httpStatus: 400,
    closeCode: null,
  },
  RUN_NOT_STARTED: {
    message: 'The first event of a run must be agentStarted.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  RUN_ENDED: {
    message: 'The run has ended; nothing can follow.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  RUN_ALREADY_STARTED: {
    message: 'The run has started already. Give `firstSeq` to make a retry exact.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  RUN_HAS_ANOTHER_WRITER: {
    message: 'The run belongs to another writerId.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  OUT_OF_ORDER: {
    message: 'Events are missing before `firstSeq`. Send them from `expectedSeq` on.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  RUN_NOT_FOUND: {
    message: 'There is no such run.',
    retryable: false,
    httpStatus: 404,
    closeCode: null,
  },
  INPUT_NOT_PENDING: {
    message: 'The run does not wait for this input.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  PARENT_NOT_FOUND: {
    message: 'The parent run does not exist in this user’s stream.',
    retryable: false,
    httpStatus: 409,
    closeCode: null,
  },
  PAYLOAD_TOO_LARGE: {
    message: 'This is larger than allowed.',
    retryable: false,
    httpStatus: 413,
    closeCode: 1009,
  },
  LIMIT_EXCEEDED: {
    message: 'A limit was exceeded.',
    retryable: false,
    httpStatus: 400,
    closeCode: null,
  },
  RATE_LIMITED: {
    message: 'Too many requests. Try again later.',
    retryable: true,
    httpStatus: 429,
    closeCode: 1013,
  },
  UNAVAILABLE: {
    message: 'The service cannot answer now. Try again later.',
    retryable: true,
    httpStatus: 503,
    closeCode: 1013,
  },
  INTERNAL: {
    message: 'Something went wrong on the server.',
    retryable: true,
    httpStatus: 500,
    closeCode: 1013,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** What helps a client beside the code: `expectedSeq`, `limit`, `path`, `errorId`. */
export type ErrorDetails = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** An error whose message and details are meant for the client. Anything else that is thrown gets masked. */
export class AgentwireError extends Error {
  override readonly name = 'AgentwireError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string = errorTable[code].message,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** The `extensions` of the GraphQL error that a client gets. */
  get extensions(): Readonly<Record<string, unknown>> {
    return { code: this.code, retryable: errorTable[this.code].retryable, ...this.details };
  }
}

/** What whoever starts the program can mend: the message says in one line what is wrong and what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
