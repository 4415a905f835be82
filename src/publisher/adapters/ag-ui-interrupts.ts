import type { Interrupt, ResumeEntry } from '@ag-ui/client';
import type { InputKind } from '../../client/generated/graphql.ts';
import type { AdapterRun, InputAnswer } from '../agent.ts';
import type { AgUiEvents } from './ag-ui-events.ts';
import { toJson } from './shared/json.ts';

const kinds: { readonly [reason: string]: InputKind } = {
  tool_call: 'TOOL_APPROVAL',
  input_required: 'QUESTION',
  confirmation: 'CONFIRMATION',
};

const MAX_ID_LENGTH = 256;

/** Asks for what AG-UI runs were interrupted for. */
export class Interrupts {
  readonly #run: AdapterRun;
  readonly #events: AgUiEvents;
  readonly #asked = new Set<string>();

  constructor(run: AdapterRun, events: AgUiEvents) {
    this.#run = run;
    this.#events = events;
  }

  /** Asks for all of them at once: the protocol wants all of them answered by one run. */
  answer(interrupts: readonly Interrupt[]): Promise<ResumeEntry[]> {
    return Promise.all(interrupts.map((interrupt) => this.#ask(interrupt)));
  }

  async #ask(interrupt: Interrupt): Promise<ResumeEntry> {
    const { id, reason, message, toolCallId, responseSchema, expiresAt } = interrupt;
    const forToolCallId = toolCallId === undefined ? null : this.#events.openCall(toolCallId);
    const proposedInput = toolCallId === undefined ? undefined : this.#events.argumentsOf(toolCallId);
    const expiresInMs = expiresAt === undefined ? Number.NaN : Date.parse(expiresAt) - Date.now();
    const answer = await this.#run.askForInput({
      inputKind: kinds[reason] ?? (toolCallId === undefined ? 'OTHER' : 'TOOL_APPROVAL'),
      ...(this.#isFree(id) && { interruptId: id }),
      ...(message !== undefined && { prompt: message }),
      ...(forToolCallId !== null && { forToolCallId }),
      ...(proposedInput !== undefined && { proposedInput: toJson(proposedInput) }),
      ...(responseSchema !== undefined && { responseSchema: toJson(responseSchema) }),
      ...(Number.isFinite(expiresInMs) && { expiresInMs: Math.max(1, expiresInMs) }),
    });
    return entryOf(interrupt, answer);
  }

  /** An id is an AG-UI run's, of which this run may be several. */
  #isFree(id: string): boolean {
    if (id === '' || id.length > MAX_ID_LENGTH || this.#asked.has(id)) return false;
    this.#asked.add(id);
    return true;
  }
}

/** A denial is an answer in AG-UI: what is cancelled was not answered. */
function entryOf(interrupt: Interrupt, { resolution, response }: InputAnswer): ResumeEntry {
  const resolved = (payload: unknown): ResumeEntry => ({
    interruptId: interrupt.id,
    status: 'resolved',
    payload,
  });
  switch (resolution) {
    case 'ANSWERED':
      return resolved(response);
    case 'APPROVED':
      return resolved(decided(interrupt, true, response));
    case 'DENIED':
      return resolved(decided(interrupt, false, response));
    default:
      return { interruptId: interrupt.id, status: 'cancelled' };
  }
}

function decided({ reason, responseSchema }: Interrupt, approved: boolean, response: unknown): unknown {
  if (isObject(response)) return { approved, ...response };
  if (responseSchema !== undefined && response != null) return response;
  if (reason === 'confirmation' && responseSchema === undefined) return approved;
  return { approved, ...(response != null && { message: response }) };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
