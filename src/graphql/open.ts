import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestContext } from './context.ts';
import type { Pipeline } from './pipeline.ts';

/** An operation, and what came of it. */
export type Opened = ExecutionArgs & { readonly result: ExecutionResult | AsyncIterable<ExecutionResult> };

/** Opens an operation of a socket. Whatever is wrong with the operation is answered, as errors, and not thrown. */
export async function open(
  pipeline: Pipeline,
  context: RequestContext,
  payload: SubscribePayload,
): Promise<Opened | readonly GraphQLError[]> {
  const { schema, parse, validate, contextFactory, execute, subscribe } = pipeline.getEnveloped(context);
  try {
    const { operationName, variables } = payload;
    const document = parse(pipeline.queryOf(payload));
    const errors = validate(schema, document);
    if (errors.length > 0) return errors as GraphQLError[];
    const contextValue = await contextFactory();
    const args = {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    } as ExecutionArgs;
    const isSubscription = getOperationAST(document, operationName)?.operation === 'subscription';
    const result: Opened['result'] = await (isSubscription ? subscribe : execute)(args);
    // Without data nothing was executed: the request itself was not in order.
    const { data, errors: refusals } = isAsyncIterable(result) ? {} : result;
    return data === undefined && refusals !== undefined ? refusals : { ...args, result };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
