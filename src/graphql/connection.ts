import { AgentwireError } from '../errors.ts';

/** A Relay connection (Relay Server Specification, cursor connections), read forwards. */
export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export function connection<Node>(
  nodes: readonly Node[],
  {
    hasNextPage,
    hasPreviousPage,
    cursorOf,
  }: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'> & {
    cursorOf: (node: Node) => string;
  },
): Connection<Node> {
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Throws BAD_USER_INPUT unless `first` is between 1 and the limit. */
export function assertFirst(first: number, limit: number): void {
  if (first >= 1 && first <= limit) return;
  throw new AgentwireError('BAD_USER_INPUT', `first must be between 1 and ${limit}.`, {
    path: ['first'],
    limit,
  });
}
