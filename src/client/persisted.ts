import type { TypedDocumentString } from './generated/graphql.ts';

interface Named {
  readonly query: string;
  readonly extensions: {
    readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string };
  };
}

/** A document with its id in `persisted-documents.json`, as Apollo writes it: servers that run nothing else want it. */
export function named<Result, Variables>(document: TypedDocumentString<Result, Variables>): Named {
  const sha256Hash = String(document.__meta__?.hash).replace(/^sha256:/, '');
  return { query: String(document), extensions: { persistedQuery: { version: 1, sha256Hash } } };
}
