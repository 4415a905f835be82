import type { Interrupt, ResumeEntry } from '@ag-ui/client';
import type { DeliveredEvent } from '../delivered.ts';
import type { InputKind, InputResolution, ResolveInputInput } from '../generated/graphql.ts';

export type InputRequired = Extract<DeliveredEvent, { readonly __typename: 'InputRequired' }>;

const reasons: Record<InputKind, string> = {
  TOOL_APPROVAL: 'confirmation',
  QUESTION: 'input_required',
  CONFIRMATION: 'confirmation',
  AUTHORIZATION: 'agentwire:authorization',
  OTHER: 'agentwire:other',
};

/** What the protocol recommends for approvals. */
const approvalSchema = {
  type: 'object',
  properties: { approved: { type: 'boolean' } },
  required: ['approved'],
};

interface InterruptPlace {
  /** The run that is followed, of which the one that waits may be a sub-agent's. */
  readonly follows: string;
  /** Where following is to go on. */
  readonly after: string;
  readonly toolCallId: string | null;
  readonly subagentRunId: string | null;
}

/** An interrupt whose id says all that answering it takes: the process that is told the answer may be another. */
export function interruptOf(event: InputRequired, place: InterruptPlace): Interrupt {
  const { runId, interruptId, inputKind, prompt, proposedInput, responseSchema, expiresAt } = event;
  const { follows, after, toolCallId, subagentRunId } = place;
  const schema = isObject(responseSchema)
    ? responseSchema
    : inputKind === 'TOOL_APPROVAL'
      ? approvalSchema
      : undefined;
  return {
    id: [follows, after, runId, interruptId].map(encodeURIComponent).join('/'),
    reason: inputKind === 'TOOL_APPROVAL' && toolCallId !== null ? 'tool_call' : reasons[inputKind],
    ...(prompt !== null && { message: prompt }),
    ...(toolCallId !== null && { toolCallId }),
    ...(subagentRunId !== null && { subagentRunId }),
    ...(schema !== undefined && { responseSchema: schema }),
    ...(expiresAt !== null && { expiresAt }),
    metadata: { agentwire: { runId, interruptId, inputKind, proposedInput } },
  };
}

export interface Resumed {
  readonly follows: string;
  readonly after: string;
  readonly answer: ResolveInputInput;
}

/** What a resume entry answers, and where to go on; null if it is none that came of `interruptOf`. */
export function resumedOf({ interruptId: id, status, payload }: ResumeEntry): Resumed | null {
  const parts = partsOf(id);
  if (parts === null) return null;
  const [follows, after, runId, interruptId] = parts;
  const resolution = status === 'cancelled' ? 'ABANDONED' : resolutionOf(payload);
  return { follows, after, answer: { runId, interruptId, resolution, response: payload ?? null } };
}

function partsOf(id: string): readonly [string, string, string, string] | null {
  try {
    const [follows, after, runId, interruptId, ...more] = id.split('/').map(decodeURIComponent);
    return follows && after && runId && interruptId && more.length === 0
      ? [follows, after, runId, interruptId]
      : null;
  } catch {
    return null;
  }
}

/** In AG-UI a yes or a no is in the answer. */
function resolutionOf(payload: unknown): InputResolution {
  const decision = isObject(payload) ? payload.approved : payload;
  if (typeof decision !== 'boolean') return 'ANSWERED';
  return decision ? 'APPROVED' : 'DENIED';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
