import type { AGUIEvent } from '@ag-ui/client';
import { AgUiTranslation } from '../../../src/client/ag-ui/translation.ts';
import type { DeliveredEvent } from '../../../src/client/delivered.ts';
import { expectValid } from './support.ts';

let seq = 0;

/** A delivered event of the run `main`, or of the one that is given. */
export function event(__typename: DeliveredEvent['__typename'], fields: object = {}): DeliveredEvent {
  seq += 1;
  const base = {
    id: `id-${seq}`,
    cursor: `cursor-${seq}`,
    seq,
    occurredAt: '2026-01-01T12:00:00.000Z',
    runId: 'main',
    rootRunId: 'main',
    parentRunId: null,
    threadId: 'thread',
    agent: { id: null, name: 'Main' },
  };
  return { __typename, ...base, ...fields } as unknown as DeliveredEvent;
}

export const child = { runId: 'sub', parentRunId: 'main', agent: { id: null, name: 'Sub' } };
export const started = event('AgentStarted', { parentToolCallId: null, model: null, input: 'Go.' });
export const caughtUp = event('CaughtUp', { replayed: 1 });
export const said = (text: string, fields: object = {}) =>
  event('MessageDelta', { messageId: 'm', mode: 'APPEND', text, final: false, ...fields });
export const thought = (text: string, fields: object = {}) =>
  event('AgentThinking', {
    blockId: 'b',
    thinkingKind: 'REASONING',
    mode: 'APPEND',
    text,
    final: false,
    ...fields,
  });
export const executing = (fields: object = {}) =>
  event('ToolExecuting', { toolCallId: 'c', toolName: 'search', title: null, input: { q: 1 }, ...fields });
export const completedTool = (fields: object = {}) =>
  event('ToolCompleted', {
    toolCallId: 'c',
    toolName: 'search',
    status: 'SUCCEEDED',
    output: 'found',
    toolError: null,
    durationMs: 5,
    ...fields,
  });
export const completed = (fields: object = {}) =>
  event('AgentCompleted', { finishReason: 'STOP', finalText: null, output: null, usage: [], ...fields });
export const required = (fields: object = {}) =>
  event('InputRequired', {
    interruptId: 'i',
    inputKind: 'TOOL_APPROVAL',
    prompt: 'May I?',
    forToolCallId: 'c',
    proposedInput: { q: 1 },
    responseSchema: null,
    expiresAt: null,
    ...fields,
  });

/** What an AG-UI run comes to, which has to be one that a client takes. */
export async function told(...events: DeliveredEvent[]): Promise<readonly AGUIEvent[]> {
  const translation = new AgUiTranslation({ threadId: 'thread', runId: 'ag', follows: 'main' });
  const all = [...translation.begin(), ...events.flatMap((one) => translation.take(one))];
  await expectValid(all);
  return all;
}

export const fieldsOf = (events: readonly AGUIEvent[]) =>
  events.map(({ timestamp: _, ...fields }) => fields as object);
