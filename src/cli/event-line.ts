import { styleText } from 'node:util';
import type { DeliveredEvent } from '../client/delivered.ts';
import { oneLine } from './one-line.ts';
import type { ToolNames } from './tool-names.ts';

type Typename = NonNullable<DeliveredEvent['__typename']>;
type EventNamed<Name extends Typename> = Extract<DeliveredEvent, { readonly __typename?: Name }>;
type Style = Parameters<typeof styleText>[0];

/** Columns that a line's text may take; the rest of a long text is cut off. */
export const TEXT_WIDTH = 100;

interface LineStyle<Name extends Typename> {
  readonly label: string;
  readonly style: Style;
  readonly text: (event: EventNamed<Name>, tools: Pick<ToolNames, 'of'>) => string;
}

const lines: { readonly [Name in Typename]: LineStyle<Name> } = {
  AgentStarted: {
    label: 'started',
    style: 'cyan',
    text: ({ agent, input }) => `${agent.name} ${json(input)}`,
  },
  AgentThinking: { label: 'thinking', style: 'gray', text: ({ text }) => text },
  ToolExecuting: {
    label: 'tool',
    style: 'yellow',
    text: ({ toolName, title, input }) => `${toolName} ${title ?? json(input)}`,
  },
  ToolProgress: {
    label: 'progress',
    style: 'yellow',
    text: ({ message, progress, total }) => [message, ratio(progress, total)].join(' '),
  },
  ToolCompleted: {
    label: 'tool done',
    style: 'yellow',
    text: ({ toolName, status, toolError, output, durationMs }) =>
      `${toolName} ${status}${durationMs == null ? '' : ` in ${durationMs} ms`} ${toolError?.message ?? json(output)}`,
  },
  MessageDelta: { label: 'message', style: 'white', text: ({ text }) => text },
  InputRequired: {
    label: 'asks',
    style: 'magenta',
    text: (event, tools) => {
      const tool = tools.of(event);
      return [event.inputKind, tool !== null && `for ${tool}`, event.prompt].filter(Boolean).join(' ');
    },
  },
  InputResolved: {
    label: 'answered',
    style: 'magenta',
    text: ({ resolution, response }) => `${resolution} ${json(response)}`,
  },
  AgentCompleted: {
    label: 'completed',
    style: 'green',
    text: ({ finishReason, finalText }) => [finishReason, finalText].filter((part) => part != null).join(' '),
  },
  AgentFailed: { label: 'failed', style: 'red', text: ({ error }) => `${error.code} ${error.message}` },
  AgentCancelled: { label: 'cancelled', style: 'red', text: ({ reason }) => reason },
  CaughtUp: {
    label: 'caught up',
    style: 'blue',
    text: ({ replayed }) => `${replayed} events were there; from here on live`,
  },
  StreamReset: {
    label: 'reset',
    style: 'red',
    text: ({ resetReason }) => `${resetReason}: events before this are gone`,
  },
};

/** One line for one event; in colours if the stream that it is written to shows them. */
export function eventLine(
  event: DeliveredEvent,
  stream: NodeJS.WritableStream,
  tools: Pick<ToolNames, 'of'>,
): string {
  const { label, style, text } = lines[event.__typename as Typename] as LineStyle<Typename>;
  const paint = (format: Style, part: string) => styleText(format, part, { stream });
  const time = 'occurredAt' in event ? event.occurredAt.slice(11, 23) : ' '.repeat(12);
  const run =
    'runId' in event
      ? `${shortened(oneLine(event.runId), 14).padEnd(14)} ${String(event.seq).padStart(4)}`
      : ' '.repeat(19);
  const summary = shortened(oneLine(text(event as never, tools)), TEXT_WIDTH);
  return `${paint('gray', `${time} ${run}`)}  ${paint(style, label.padEnd(9))}  ${summary}`;
}

const json = (value: unknown) => (value == null ? '' : JSON.stringify(value));
const ratio = (progress?: number | null, total?: number | null) =>
  [progress, total].filter((part) => part != null).join('/');

function shortened(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}
