/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "subscription Events($after: Cursor, $runId: ID) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n      }\n    }\n    ... on ToolExecuting {\n      toolName\n      title\n    }\n    ... on MessageDelta {\n      text\n    }\n    ... on AgentCompleted {\n      finalText\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      cursor\n      resetReason\n    }\n  }\n}\n\nquery Run($id: ID!) {\n  run(id: $id) {\n    id\n    cursor\n    status\n    messages {\n      id\n      text\n    }\n  }\n}": typeof types.EventsDocument,
};
const documents: Documents = {
    "subscription Events($after: Cursor, $runId: ID) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n      }\n    }\n    ... on ToolExecuting {\n      toolName\n      title\n    }\n    ... on MessageDelta {\n      text\n    }\n    ... on AgentCompleted {\n      finalText\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      cursor\n      resetReason\n    }\n  }\n}\n\nquery Run($id: ID!) {\n  run(id: $id) {\n    id\n    cursor\n    status\n    messages {\n      id\n      text\n    }\n  }\n}": types.EventsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription Events($after: Cursor, $runId: ID) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n      }\n    }\n    ... on ToolExecuting {\n      toolName\n      title\n    }\n    ... on MessageDelta {\n      text\n    }\n    ... on AgentCompleted {\n      finalText\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      cursor\n      resetReason\n    }\n  }\n}\n\nquery Run($id: ID!) {\n  run(id: $id) {\n    id\n    cursor\n    status\n    messages {\n      id\n      text\n    }\n  }\n}"): (typeof documents)["subscription Events($after: Cursor, $runId: ID) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n      }\n    }\n    ... on ToolExecuting {\n      toolName\n      title\n    }\n    ... on MessageDelta {\n      text\n    }\n    ... on AgentCompleted {\n      finalText\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      cursor\n      resetReason\n    }\n  }\n}\n\nquery Run($id: ID!) {\n  run(id: $id) {\n    id\n    cursor\n    status\n    messages {\n      id\n      text\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;