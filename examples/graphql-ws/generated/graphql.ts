/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const EventsDocument = new TypedDocumentString(`
    subscription Events($after: Cursor, $runId: ID) {
  agentEvents(after: $after, start: EARLIEST, runId: $runId) {
    __typename
    ... on RunEvent {
      id
      cursor
      seq
      runId
      agent {
        name
      }
    }
    ... on ToolExecuting {
      toolName
      title
    }
    ... on MessageDelta {
      text
    }
    ... on AgentCompleted {
      finalText
    }
    ... on CaughtUp {
      replayed
    }
    ... on StreamReset {
      cursor
      resetReason
    }
  }
}
    `) as unknown as TypedDocumentString<EventsSubscription, EventsSubscriptionVariables>;
export const RunDocument = new TypedDocumentString(`
    query Run($id: ID!) {
  run(id: $id) {
    id
    cursor
    status
    messages {
      id
      text
    }
  }
}
    `) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;