import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors.ts';
import { AgentwireError, errorTable } from '../errors.ts';

/** Where unexpected errors are reported. `errorId` is what the client sees of them. */
export type Report = (failure: { readonly errorId: string; readonly error: unknown }) => void;

/** Makes of any error what a client may see. Whatever was not made for clients is reported, and replaced. */
export function createMask(report: Report): (error: unknown) => GraphQLError {
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

/** Gives an error of the GraphQL engine, such as a syntax error, the code that all errors have. */
export function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  return located(error, error.message, { ...extensionsOf('BAD_USER_INPUT'), ...error.extensions });
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
