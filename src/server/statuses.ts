import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isAsyncIterable } from 'graphql-yoga';
import type { ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';

/**
 * Gives a result without data, of which nothing was executed, the status of its error (GraphQL over HTTP, section
 * 6.4.2). Yoga does so only where parsing or validation failed. Whoever accepts plain JSON alone gets 200.
 */
export function useStatuses(): Plugin<object, RequestContext> {
  return {
    onResultProcess({ result }) {
      if (isAsyncIterable(result) || Array.isArray(result)) return;
      const { data, errors: [error] = [] } = result as ExecutionResult;
      if (data !== undefined || error === undefined) return;
      const status = errorTable[error.extensions.code as ErrorCode].httpStatus;
      error.extensions.http ??= { spec: true, status };
    },
  };
}
