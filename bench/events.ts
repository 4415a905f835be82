/**
 * The events that all servers deliver, and the document that asks for them. The text of an event makes up for its
 * growing numbers, so that every message has the same length, and whoever counts them need not read them.
 */

/** Bytes of the JSON text of a graphql-transport-ws message with one event, its `id` being "1". Its frame has 4 more. */
export const MESSAGE_BYTES = 244;

export const WATCH = `subscription ($after: Cursor, $types: [AgentEventType!]) {
  agentEvents(after: $after, start: EARLIEST, types: $types) {
    __typename ... on RunEvent { id cursor seq occurredAt } ... on MessageDelta { text }
  }
}`;

export const WATCH_TOOLS = WATCH.replace(
  '... on MessageDelta { text }',
  '... on ToolExecuting { toolName } ... on ToolCompleted { toolName }',
);

export const TOOL_TYPES = ['TOOL_EXECUTING', 'TOOL_COMPLETED'];

export const PUBLISH = `mutation ($input: PublishEventsInput!) {
  publishEvents(input: $input) { accepted lastSeq } }`;

/** One run of each user, whose first event is there before anybody subscribes. */
export const RUN = 'run';
export const STARTED = { agentStarted: { agent: { name: 'bench' } } };

/** As `AgentEventInput` in the schema. */
export type EventInput =
  | typeof STARTED
  | { readonly messageDelta: { readonly messageId: string; readonly text: string } }
  | { readonly toolExecuting: { readonly toolCallId: string; readonly toolName: string } }
  | { readonly toolCompleted: { readonly toolCallId: string; readonly toolName: string } };

/** As the servers without a store deliver it. */
export interface DeliveredEvent {
  readonly __typename: 'MessageDelta';
  readonly id: string;
  readonly cursor: string;
  readonly seq: number;
  readonly occurredAt: string;
  readonly text: string;
}

export const userAt = (index: number): string => `user-${index}`;

export function tokenAt(seq: number): EventInput {
  return { messageDelta: { messageId: 'm', text: textAt(seq) } };
}

export function toolAt(seq: number, index: number): EventInput {
  const call = { toolCallId: `call-${index >> 1}`, toolName: textAt(seq) };
  return index % 2 === 0 ? { toolExecuting: call } : { toolCompleted: call };
}

/** Of servers without a store, which number events by themselves. */
export function deliveredAt(seq: number, text: string): DeliveredEvent {
  const id = crypto.randomUUID();
  return {
    __typename: 'MessageDelta',
    id,
    cursor: cursorAt(seq, id),
    seq,
    occurredAt: new Date().toISOString(),
    text,
  };
}

export const messageOf = (event: object): string =>
  JSON.stringify({ id: '1', type: 'next', payload: { data: { agentEvents: event } } });

const WORDS = 'and so on, and so forth, ';
/** Without a text, and without its numbers. */
const BARE_BYTES = messageOf({ ...deliveredAt(1, ''), cursor: '' }).length - 1;

function textAt(seq: number): string {
  const numbers = String(seq).length + cursorAt(seq, '00000000').length;
  return WORDS.slice(0, MESSAGE_BYTES - BARE_BYTES - numbers);
}

/** As agentwire writes one, so that it has the same length. */
function cursorAt(offset: number, id: string): string {
  return Buffer.from(`1.00000000.${offset}.${id.slice(0, 8)}`, 'latin1').toString('base64url');
}
