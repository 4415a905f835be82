import type { DeliveredEvent } from '../delivered.ts';

type EventNamed<Name> = Extract<DeliveredEvent, { readonly __typename: Name }>;

/** AG-UI has arguments as the text of an object. */
export function argumentsOf({ input }: EventNamed<'ToolExecuting'>): string {
  return JSON.stringify(input ?? {});
}

export function progressOf(
  { progress, total, message, partial }: EventNamed<'ToolProgress'>,
  toolCallId: string,
): Record<string, unknown> {
  const known = Object.entries({ progress, total, message, partial }).filter(([, value]) => value !== null);
  return { toolCallId, ...Object.fromEntries(known) };
}

/** AG-UI has one text for a result, however the call ended. */
export function resultContentOf({ status, output, toolError }: EventNamed<'ToolCompleted'>): string {
  if (status === 'SUCCEEDED') return textOf(output);
  const error = toolError?.message ?? endings[status];
  return JSON.stringify({ error, ...(output !== null && { output }) });
}

const endings = {
  FAILED: 'The tool failed.',
  DENIED: 'The call was not allowed.',
  CANCELLED: 'The call was stopped.',
  UNKNOWN: 'How the call ended is not known.',
} as const;

function textOf(output: unknown): string {
  if (output === null) return '';
  return typeof output === 'string' ? output : JSON.stringify(output);
}
