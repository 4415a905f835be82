import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors.ts';
import { AgentwireError, errorTable } from '../errors.ts';

/** Where unexpected errors are reported. `errorId` is what the client sees of them. */
export type Report = (failure: { readonly errorId: string; readonly error: unknown }) => void;

/** Makes of any error what a client may see. Whatever was not made for clients is reported, and replaced. */
export type Mask = (error: unknown) => GraphQLError;

export function createMask(report: Report): Mask {
  return (error) => {
    const cause = rootCause(error);
    if (cause instanceof AgentwireError) {
      if (cause.cause !== undefined) report({ errorId: crypto.randomUUID(), error: cause });
      return located(error, cause.message, cause.extensions);
    }
    // What graphql-js itself finds wrong with a request has no path: no field was executed yet.
    if (cause instanceof GraphQLError && cause.path === undefined) return withCode(cause);
    const errorId = crypto.randomUUID();
    report({ errorId, error: cause });
    return located(error, errorTable.INTERNAL.message, { ...extensionsOf('INTERNAL'), errorId });
  };
}

/**
 * Gives an error of the GraphQL engine or of yoga, such as a syntax error, a code of the table in place of any
 * other. The `http` in its extensions tells yoga the status to answer with.
 */
export function withCode(error: GraphQLError): GraphQLError {
  if (hasCode(error)) return error;
  const { code, http } = error.extensions;
  const ownCode = code === 'REQUEST_ENTITY_TOO_LARGE' ? 'PAYLOAD_TOO_LARGE' : 'BAD_USER_INPUT';
  return located(error, error.message, { ...extensionsOf(ownCode), ...(http !== undefined && { http }) });
}

/** Whether an error has a code of the table: it is as clients may see it. */
export function hasCode(error: GraphQLError): boolean {
  return Object.hasOwn(errorTable, String(error.extensions.code));
}

/** The error as it goes out where it is not yoga that writes it, and takes out what was meant for itself. */
export function formatError(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

export function formatResult(result: ExecutionResult): FormattedExecutionResult {
  if (result.errors === undefined) return result as FormattedExecutionResult;
  return { ...result, errors: result.errors.map(formatError) };
}

function extensionsOf(code: ErrorCode) {
  return { code, retryable: errorTable[code].retryable };
}

function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.cause != null ? rootCause(error.cause) : error;
}

/** Keeps where in the document an error arose, and nothing else of it. */
function located(
  error: unknown,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
