import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { eventLine } from '../../src/cli/event-line.ts';
import { ToolNames } from '../../src/cli/tool-names.ts';
import type { DeliveredEvent } from '../../src/client/delivered.ts';

type Typename = NonNullable<DeliveredEvent['__typename']>;
type Fields = Readonly<Record<string, unknown>>;

const header = {
  id: '0',
  cursor: 'c',
  occurredAt: '2026-01-31T09:30:15.250Z',
  runId: 'run-1',
  seq: 7,
  agent: { id: null, name: 'coder' },
};

const tools = new ToolNames();

/** Without colours, as on a stream that is no terminal. */
function shown(typename: Typename, fields: Fields): string {
  return eventLine(
    { __typename: typename, ...header, ...fields } as unknown as DeliveredEvent,
    new PassThrough(),
    tools,
  );
}

const lineOf = (label: string, text: string) =>
  `09:30:15.250 run-1             7  ${label.padEnd(9)}  ${text}`;

const cases: { readonly [Name in Typename]: readonly [fields: Fields, label: string, text: string] } = {
  AgentStarted: [{ input: { task: 'x' } }, 'started', 'coder {"task":"x"}'],
  AgentThinking: [{ text: 'Hm.' }, 'thinking', 'Hm.'],
  ToolExecuting: [{ toolName: 'search', title: null, input: [1] }, 'tool', 'search [1]'],
  ToolProgress: [{ message: 'half', progress: 1, total: 2 }, 'progress', 'half 1/2'],
  ToolCompleted: [
    { toolName: 'search', status: 'FAILED', toolError: { message: 'No.' }, output: 1, durationMs: 0 },
    'tool done',
    'search FAILED in 0 ms No.',
  ],
  MessageDelta: [{ text: 'Hello' }, 'message', 'Hello'],
  InputRequired: [{ inputKind: 'QUESTION', prompt: 'Which?' }, 'asks', 'QUESTION Which?'],
  InputResolved: [{ resolution: 'ANSWERED', response: 'this' }, 'answered', 'ANSWERED "this"'],
  AgentCompleted: [{ finishReason: 'STOP', finalText: 'Done.' }, 'completed', 'STOP Done.'],
  AgentFailed: [{ error: { code: 'TIMEOUT', message: 'Too late.' } }, 'failed', 'TIMEOUT Too late.'],
  AgentCancelled: [{ reason: 'USER' }, 'cancelled', 'USER'],
  CaughtUp: [{ replayed: 3 }, 'caught up', '3 events were there; from here on live'],
  StreamReset: [{ resetReason: 'TRIMMED' }, 'reset', 'TRIMMED: events before this are gone'],
};

describe('an event is a line', () => {
  test.each(Object.entries(cases) as [Typename, (typeof cases)[Typename]][])(
    '%s',
    (name, [fields, label, text]) => {
      const isOfRun = name !== 'CaughtUp' && name !== 'StreamReset';
      if (isOfRun) expect(shown(name, fields)).toBe(lineOf(label, text));
      else {
        const event = { __typename: name, cursor: 'c', ...fields } as unknown as DeliveredEvent;
        expect(eventLine(event, new PassThrough(), tools)).toBe(
          `${' '.repeat(34)}${label.padEnd(9)}  ${text}`,
        );
      }
    },
  );

  test('without what the worker left out', () => {
    expect(shown('AgentStarted', { input: null }).trimEnd()).toBe(lineOf('started', 'coder'));
    expect(shown('ToolExecuting', { toolName: 's', title: 'Look', input: [1] })).toBe(
      lineOf('tool', 's Look'),
    );
    const done = { toolName: 's', status: 'SUCCEEDED', toolError: null, output: null, durationMs: null };
    expect(shown('ToolCompleted', done).trimEnd()).toBe(lineOf('tool done', 's SUCCEEDED'));
    const progress = { message: null, progress: 0, total: null };
    expect(shown('ToolProgress', progress)).toBe(lineOf('progress', ' 0'));
    expect(shown('AgentCompleted', { finishReason: 'STOP', finalText: null }).trimEnd()).toBe(
      lineOf('completed', 'STOP'),
    );
  });
});

describe('a text', () => {
  test.each([
    ['an escape sequence', '\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
    ['a backspace and a delete', 'a\b\u007f', 'a\\u0008\\u007f'],
    ['an 8-bit escape', '\u009b2J', '\\u009b2J'],
    ['letters that run backwards', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['invisible letters', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['line ends', 'a\nb\r\nc\u2028d\u0085e', 'a⏎b⏎c\\u2028d\\u0085e'],
    ['a tab', 'a\tb', 'a b'],
    ['other scripts', 'é e\u0301 漢字 😀', 'é e\u0301 漢字 😀'],
  ])('with %s cannot leave its line', (_, text, safe) => {
    expect(shown('MessageDelta', { text })).toBe(lineOf('message', safe));
  });

  test('is escaped wherever it comes from', () => {
    const evil = '\u001b[2J\n';
    const everywhere = {
      runId: evil,
      agent: { name: evil },
      input: evil,
      toolName: evil,
      title: evil,
      toolError: { message: evil },
      status: evil,
      text: evil,
      message: evil,
      inputKind: 'QUESTION',
      prompt: evil,
      resolution: 'ANSWERED',
      response: evil,
      finishReason: 'STOP',
      finalText: evil,
      error: { code: evil, message: evil },
      reason: evil,
      resetReason: evil,
    };
    for (const name of Object.keys(cases) as Typename[]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(shown(name, everywhere), name).not.toMatch(/[\u0000-\u001f]/);
    }
  });

  test('that is long is cut off, and never within a character', () => {
    expect(shown('MessageDelta', { text: '😀'.repeat(100) })).toBe(lineOf('message', '😀'.repeat(100)));
    expect(shown('MessageDelta', { text: '😀'.repeat(101) })).toBe(lineOf('message', `${'😀'.repeat(99)}…`));
  });

  test('of a run with a long id stays in its columns', () => {
    const line = shown('MessageDelta', { runId: 'x'.repeat(100), text: 't' });
    expect(line).toBe(`09:30:15.250 ${'x'.repeat(13)}…    7  message    t`);
  });
});

test('a request for input names the tool that it is about, as long as that is at work', () => {
  const names = new ToolNames();
  const of = (typename: Typename, fields: Fields) =>
    ({ __typename: typename, ...header, ...fields }) as unknown as DeliveredEvent;
  const asks = of('InputRequired', { inputKind: 'TOOL_APPROVAL', prompt: 'Sure?', forToolCallId: 'c' });
  const line = () => eventLine(asks, new PassThrough(), names);
  names.hear(of('ToolExecuting', { runId: 'another', toolCallId: 'c', toolName: 'read' }));
  expect(line()).toBe(lineOf('asks', 'TOOL_APPROVAL Sure?'));
  names.hear(of('ToolExecuting', { toolCallId: 'c', toolName: 'remove' }));
  expect(line()).toBe(lineOf('asks', 'TOOL_APPROVAL for remove Sure?'));
  names.hear(of('ToolCompleted', { toolCallId: 'c', toolName: 'remove' }));
  expect(line()).toBe(lineOf('asks', 'TOOL_APPROVAL Sure?'));
});

test('on a terminal, lines are coloured', () => {
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    getColorDepth: () => 8,
    hasColors: () => true,
  });
  const event = { __typename: 'MessageDelta', ...header, text: 'Hello' } as unknown as DeliveredEvent;
  expect(eventLine(event, terminal, tools)).toContain('\u001b[');
});
