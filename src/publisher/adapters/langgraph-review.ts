import type { InputAnswer, InputQuestion } from '../agent.ts';
import type { LangChainTools } from './langchain-tools.ts';
import { toJson } from './shared/json.ts';

interface ActionRequest {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

/** What `humanInTheLoopMiddleware` of langchain gives to `interrupt()`: its HITLRequest. */
export interface Review {
  readonly actionRequests: readonly ActionRequest[];
}

/** What it takes for an answer, one for each action. */
type Decision =
  | { readonly type: 'approve' }
  | {
      readonly type: 'edit';
      readonly editedAction: { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
    }
  | { readonly type: 'reject'; readonly message?: string };

export function isReview(value: unknown): value is Review {
  const { actionRequests, reviewConfigs } = Object(value) as Readonly<Record<string, unknown>>;
  return Array.isArray(actionRequests) && Array.isArray(reviewConfigs);
}

/** Asks for each of the calls, and makes the decisions that the middleware waits for. */
export async function decide(
  ask: (question: InputQuestion) => Promise<InputAnswer>,
  tools: LangChainTools,
  interruptId: string,
  { actionRequests }: Review,
): Promise<readonly Decision[]> {
  const asked = actionRequests.map(async (action, index) => {
    const call = tools.findRequested(action.name, action.args);
    const forToolCallId = call && (await tools.announce(call));
    const answer = await ask({
      inputKind: 'TOOL_APPROVAL',
      interruptId: actionRequests.length === 1 ? interruptId : `${interruptId}:${index + 1}`,
      prompt: action.description ?? `Allow ${action.name}?`,
      ...(forToolCallId !== null && { forToolCallId }),
      proposedInput: toJson(action.args) ?? null,
    });
    const decision = decisionOf(answer, action);
    if (decision.type === 'reject' && call !== null) await tools.deny(call);
    return decision;
  });
  return Promise.all(asked);
}

function decisionOf({ resolution, response }: InputAnswer, { name }: ActionRequest): Decision {
  const { args, message } = Object(response) as { readonly args?: unknown; readonly message?: unknown };
  if (resolution === 'APPROVED') {
    return isArguments(args) ? { type: 'edit', editedAction: { name, args } } : { type: 'approve' };
  }
  // Whatever is not a yes is a no.
  const said = [response, message].find((text) => typeof text === 'string' && text !== '');
  if (typeof said === 'string') return { type: 'reject', message: said };
  return resolution === 'EXPIRED'
    ? { type: 'reject', message: 'Nobody answered in time.' }
    : { type: 'reject' };
}

function isArguments(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
