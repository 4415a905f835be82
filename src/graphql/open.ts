import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import { GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { RequestContext } from './context.ts';
import { ResultStream } from './execute.ts';
import type { Pipeline } from './pipeline.ts';

/** What came of an operation, and as much of it as graphql-ws asks for: it lasts as long as the operation. */
export type Opened = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'> & {
  readonly result: ExecutionResult | ResultStream;
};

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
    const run = isSubscriptionIn(document, operationName) ? subscribe : execute;
    const result: Opened['result'] = await run(args);
    // Without data nothing was executed: the request itself was not in order.
    const { data, errors: refusals } = result instanceof ResultStream ? {} : result;
    if (data === undefined && refusals !== undefined) return refusals;
    return { schema, document, operationName, result };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Whether it is a subscription that a socket asks for; false for what cannot be parsed. */
export function isSubscription(pipeline: Pipeline, payload: SubscribePayload): boolean {
  const { parse } = pipeline.getEnveloped({} as RequestContext);
  try {
    return isSubscriptionIn(parse(pipeline.queryOf(payload)), payload.operationName);
  } catch {
    return false;
  }
}

function isSubscriptionIn(document: DocumentNode, operationName: string | null | undefined): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}
