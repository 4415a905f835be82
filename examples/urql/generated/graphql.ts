/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Why a stream could not go on from the given position. */
export type ResetReason =
  /** The store knows no such position. */
  | 'CURSOR_AHEAD'
  /** The store was lost or restored. */
  | 'STREAM_REPLACED'
  /** Retention removed the events. */
  | 'TRIMMED';

/** How a run stands. */
export type RunStatus =
  /** Ended because it was stopped. */
  | 'CANCELLED'
  /** Ended with a result. */
  | 'COMPLETED'
  /** Ended with an error. */
  | 'FAILED'
  /** Asked for by `startRun`; no worker has taken it yet. */
  | 'QUEUED'
  /** The agent is at work. */
  | 'RUNNING'
  /** The agent waits for a person; see `pendingInputs`. */
  | 'WAITING_FOR_INPUT';

export type EventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  runId?: string | null | undefined;
}>;


export type EventsSubscription = { readonly agentEvents:
    | { readonly __typename: 'AgentCancelled', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'AgentCompleted', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly finalText: string | null, readonly agent: { readonly name: string } }
    | { readonly __typename: 'AgentFailed', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'AgentStarted', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'AgentThinking', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'CaughtUp', readonly replayed: number }
    | { readonly __typename: 'InputRequired', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'InputResolved', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'MessageDelta', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly text: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'StreamReset', readonly cursor: string, readonly resetReason: ResetReason }
    | { readonly __typename: 'ToolCompleted', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
    | { readonly __typename: 'ToolExecuting', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly toolName: string, readonly title: string | null, readonly agent: { readonly name: string } }
    | { readonly __typename: 'ToolProgress', readonly id: string, readonly cursor: string, readonly seq: number, readonly runId: string, readonly agent: { readonly name: string } }
   };

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { readonly run: { readonly id: string, readonly cursor: string, readonly status: RunStatus, readonly messages: ReadonlyArray<{ readonly id: string, readonly text: string }> } | null };


export const EventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Events"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"agentEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"start"},"value":{"kind":"EnumValue","value":"EARLIEST"}},{"kind":"Argument","name":{"kind":"Name","value":"runId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"runId"}},{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolExecuting"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AgentCompleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"finalText"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CaughtUp"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StreamReset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"resetReason"}}]}}]}}]}}]} as unknown as DocumentNode<EventsSubscription, EventsSubscriptionVariables>;
export const RunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Run"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]} as unknown as DocumentNode<RunQuery, RunQueryVariables>;