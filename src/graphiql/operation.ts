import type { DocumentNode } from 'graphql';
import { getOperationAST, Kind, OperationTypeNode, parse } from 'graphql';

/** What GraphiQL hands over to be run. */
export interface Operation {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown>;
}

/**
 * The operation without its name where there is no choice: for a moment after a change of the text, GraphiQL gives
 * the name of what stood there before.
 */
export function withoutNeedlessName(operation: Operation): Operation {
  const { query, variables = {} } = operation;
  const operations = documentOf(operation)?.definitions.filter(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  );
  return operations?.length === 1 ? { query, variables } : operation;
}

export function isSubscription(operation: Operation): boolean {
  const document = documentOf(operation);
  const chosen = document && getOperationAST(document, operation.operationName);
  return chosen?.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Null for what cannot be parsed: the server says what is wrong with it. */
function documentOf({ query }: Operation): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}
