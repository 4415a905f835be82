import type { RunState, RunToolApprovalItem } from '@openai/agents';
import type { AdapterRun, InputAnswer } from '../agent.ts';
import type { OpenAIAgentEvents } from './openai-agents-events.ts';
import { callIdOf, inputOf } from './openai-agents-items.ts';

interface Interrupted {
  readonly interruptions: readonly RunToolApprovalItem[];
  // biome-ignore lint/suspicious/noExplicitAny: of whatever agent it is
  readonly state: Pick<RunState<any, any>, 'approve' | 'reject'>;
}

interface ApprovalOptions {
  readonly events: OpenAIAgentEvents;
  readonly promptOf:
    | ((approval: { readonly toolName: string; readonly input: unknown }) => string)
    | undefined;
}

/** Asks for all approvals that a run waits for, at once, and tells its state what came of each. */
export async function approve(
  run: AdapterRun,
  { interruptions, state }: Interrupted,
  { events, promptOf = ({ toolName }) => `Allow ${toolName}?` }: ApprovalOptions,
): Promise<void> {
  await Promise.all(
    interruptions.map(async (approval) => {
      const toolName = approval.name ?? 'a tool';
      const input = inputOf(approval.rawItem);
      const forToolCallId = events.openCall(approval.rawItem);
      const answer = await run.askForInput({
        inputKind: 'TOOL_APPROVAL',
        prompt: promptOf({ toolName, input }),
        ...(forToolCallId !== null && { forToolCallId }),
        ...(input !== undefined && { proposedInput: input }),
      });
      if (answer.resolution === 'APPROVED') return state.approve(approval);
      events.denied(callIdOf(approval.rawItem));
      const message = messageOf(answer);
      state.reject(approval, message === null ? {} : { message });
    }),
  );
}

/** What the user said with the answer, for the model. */
function messageOf({ resolution, response }: InputAnswer): string | null {
  if (resolution === 'EXPIRED') return 'Nobody approved it in time.';
  if (typeof response === 'string' && response !== '') return response;
  const said =
    typeof response === 'object' && response !== null && 'message' in response ? response.message : null;
  return typeof said === 'string' && said !== '' ? said : null;
}
