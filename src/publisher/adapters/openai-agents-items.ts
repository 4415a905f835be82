import type { RunToolCallItem, RunToolCallOutputItem } from '@openai/agents';
import { toJson } from './shared/json.ts';
import type { ToolEnd } from './shared/run-events.ts';

/** What the SDK keeps of a call of whatever kind of tool. */
export type RawCall = { readonly type: string };

type Fields = Readonly<Record<string, unknown>>;

/** By which a call and its output belong together: the tools of the model's provider have no `callId`. */
export function callIdOf(raw: RawCall): string {
  const { callId, id } = raw as Fields;
  return textOf(callId) || textOf(id);
}

/** Function tools have a name; shell, computer and patch calls are called by their kind, those of MCP by their tool. */
export function toolNameOf(raw: RawCall): string {
  const { name, providerData } = raw as Fields;
  const called = name === 'mcp_call' ? textOf((providerData as Fields | undefined)?.name) : textOf(name);
  return (called || raw.type).replace(/_call(_output|_result)?$/, '');
}

/** The arguments of a call, as data where they are JSON. */
export function inputOf(raw: RawCall): unknown {
  const { arguments: given, action, actions, operation, code, providerData } = raw as Fields;
  const own = given ?? action ?? actions ?? operation ?? code;
  const { arguments: provided, action: asked, queries, code: run } = (providerData ?? {}) as Fields;
  const input = own ?? provided ?? asked ?? queries ?? run;
  return toJson(typeof input === 'string' ? parsed(input) : input);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Steps of MCP that are recorded as calls, and are none. */
const bookkeeping = new Set(['mcp_approval_request', 'mcp_approval_response', 'mcp_list_tools']);

export function isBookkeeping(raw: RawCall): boolean {
  return raw.type === 'hosted_tool_call' && bookkeeping.has(textOf((raw as Fields).name));
}

/** How the call of a tool ended that the model's provider ran; null for the calls of other tools. */
export function hostedEnd(raw: RunToolCallItem['rawItem']): ToolEnd | null {
  if (raw.type !== 'hosted_tool_call') return null;
  const { error, results, outputs } = (raw.providerData ?? {}) as Fields;
  if (raw.status === 'failed' || error != null) {
    return { status: 'FAILED', toolError: { message: textOf(error) || 'The tool failed.' } };
  }
  return { status: 'SUCCEEDED', output: raw.output ?? results ?? outputs };
}

/** What became of a call by its output alone; null where that is not said. */
export function endSaid(raw: RunToolCallOutputItem['rawItem']): 'CANCELLED' | 'FAILED' | null {
  const { status } = raw as Fields;
  return status === 'incomplete' ? 'CANCELLED' : status === 'failed' ? 'FAILED' : null;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
