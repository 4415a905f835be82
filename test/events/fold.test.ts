import { describe, expect, test } from 'vitest';
import { emptyDetail, fold } from '../../src/events/fold.ts';
import { eventOf } from '../../src/events/publication.ts';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  detailOf,
  done,
  executing,
  failed,
  logOf,
  NOON,
  progress,
  started,
  thinking,
} from '../support/events.ts';

const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

test('nothing adds up to nothing', () => {
  expect(detailOf([])).toBe(emptyDetail);
});

test('a start says what the run works with', () => {
  expect(detailOf([started({ model: 'm', input: { prompt: 'Hi' } })])).toEqual({
    ...emptyDetail,
    model: 'm',
    input: { prompt: 'Hi' },
  });
  expect(detailOf([started()])).toEqual(emptyDetail);
});

test('thinking leaves nothing behind', () => {
  expect(detailOf([thinking('Hm.')])).toEqual(emptyDetail);
});

test('a fold changes no detail that it was given', () => {
  const [first, second] = logOf([
    ['run', delta('a')],
    ['run', delta('b')],
  ]).map(eventOf);
  const before = fold(emptyDetail, first as never);
  fold(before, second as never);
  expect(before.messages).toEqual([{ id: 'message', text: 'a', final: false }]);
  expect(emptyDetail.messages).toEqual([]);
});

describe('messages', () => {
  test('grow by what is appended', () => {
    const { messages } = detailOf([delta('Hel'), delta('lo'), delta('.', { final: true })]);
    expect(messages).toEqual([{ id: 'message', text: 'Hello.', final: true }]);
  });

  test('are replaced', () => {
    const { messages } = detailOf([delta('Wrong'), delta('Right', { mode: 'REPLACE' }), delta('.')]);
    expect(messages).toEqual([{ id: 'message', text: 'Right.', final: false }]);
  });

  test('grow each by itself, in the order of their beginning', () => {
    const { messages } = detailOf([
      delta('a', { messageId: 'one' }),
      delta('b', { messageId: 'two' }),
      delta('A', { messageId: 'one' }),
      delta('c', { messageId: 'three', mode: 'REPLACE' }),
    ]);
    expect(messages.map(({ id, text }) => [id, text])).toEqual([
      ['one', 'aA'],
      ['two', 'b'],
      ['three', 'c'],
    ]);
  });
});

describe('tool calls', () => {
  test('run side by side', () => {
    const { toolCalls } = detailOf([
      executing('one', { title: 'First', input: { q: 1 } }),
      executing('two', { toolName: 'fetch' }),
      progress('one', { progress: 1, total: 4, message: 'one of four' }),
      done('two', { toolName: 'fetch', status: 'FAILED', toolError: { message: 'Refused' } }),
      progress('one', { progress: 2 }),
      done('one', { output: 'found', durationMs: 42 }),
    ]);
    expect(toolCalls).toEqual([
      {
        id: 'one',
        name: 'search',
        title: 'First',
        input: { q: 1 },
        status: 'SUCCEEDED',
        output: 'found',
        error: null,
        progress: 2,
        total: 4,
        message: 'one of four',
        startedAt: at(0),
        endedAt: at(5),
        durationMs: 42,
      },
      {
        id: 'two',
        name: 'fetch',
        title: null,
        input: null,
        status: 'FAILED',
        output: null,
        error: { message: 'Refused' },
        progress: null,
        total: null,
        message: null,
        startedAt: at(1),
        endedAt: at(3),
        durationMs: 2000,
      },
    ]);
  });

  test('keep of their progress what the next news do not mention', () => {
    const { toolCalls } = detailOf([
      executing('one'),
      progress('one', { progress: 1, total: 4, message: 'begun' }),
      progress('one', { progress: 2 }),
      progress('one', { message: 'halfway' }),
      progress('one', { progress: null, total: 5, message: null }),
    ]);
    expect(toolCalls).toMatchObject([{ progress: 2, total: 5, message: 'halfway', status: null }]);
  });

  test('show without their start', () => {
    const { toolCalls } = detailOf([delta('a'), done('lost', { output: [1] })]);
    expect(toolCalls).toMatchObject([
      {
        id: 'lost',
        name: 'search',
        status: 'SUCCEEDED',
        output: [1],
        startedAt: at(1),
        endedAt: at(1),
        durationMs: 0,
      },
    ]);
  });

  test('do not show for their progress alone', () => {
    expect(detailOf([progress('lost', { progress: 1 })]).toolCalls).toEqual([]);
  });

  test('stay open where the run ended without them', () => {
    expect(detailOf([executing('one'), cancelled()]).toolCalls).toMatchObject([
      { status: null, endedAt: null },
    ]);
  });

  test('that end before they began took no time', () => {
    const { toolCalls } = detailOf([executing('one'), done('one', { occurredAt: at(-5) })]);
    expect(toolCalls).toMatchObject([{ durationMs: 0, endedAt: at(-5) }]);
  });

  test('begin anew under an id that was used', () => {
    const { toolCalls } = detailOf([executing('one'), done('one'), executing('two'), executing('one')]);
    expect(toolCalls.map(({ id, status }) => [id, status])).toEqual([
      ['one', null],
      ['two', null],
    ]);
  });
});

describe('pending inputs', () => {
  test('wait until they are answered', () => {
    const { pendingInputs } = detailOf([
      asked('a', { prompt: 'Sure?' }),
      asked('b'),
      answered('b'),
      answered('c'),
    ]);
    expect(pendingInputs).toEqual([{ interruptId: 'a', inputKind: 'QUESTION', prompt: 'Sure?' }]);
  });

  test('are asked once, however often', () => {
    const { pendingInputs } = detailOf([
      asked('a', { prompt: 'Sure?' }),
      asked('b'),
      asked('a', { prompt: 'Really?' }),
    ]);
    expect(pendingInputs.map(({ interruptId, prompt }) => [interruptId, prompt])).toEqual([
      ['b', undefined],
      ['a', 'Really?'],
    ]);
  });

  test.each([completed(), failed(), cancelled()])('wait no longer than their run: %j', (end) => {
    expect(detailOf([asked('a'), end]).pendingInputs).toEqual([]);
  });
});

describe('an end', () => {
  const usage = [{ model: 'm', inputTokens: 10 }];

  test('brings the result', () => {
    expect(
      detailOf([delta('streamed'), completed({ finishReason: 'LENGTH', finalText: 'said', usage })]),
    ).toMatchObject({
      finishReason: 'LENGTH',
      finalText: 'said',
      usage,
      error: null,
    });
  });

  test('need not repeat the message that was streamed last', () => {
    const messages = [
      delta('first', { messageId: 'one' }),
      delta('se', { messageId: 'two' }),
      delta('cond', { messageId: 'two' }),
    ];
    expect(detailOf([...messages, completed()]).finalText).toBe('second');
    expect(detailOf([...messages, completed({ finalText: null })]).finalText).toBe('second');
    expect(detailOf([...messages, completed({ finalText: '' })]).finalText).toBe('');
    expect(detailOf([completed()]).finalText).toBeNull();
  });

  test('brings the error', () => {
    const error = { code: 'TIMEOUT', message: 'Too slow', retryable: true };
    expect(detailOf([delta('a'), failed({ error, usage })])).toMatchObject({
      error,
      usage,
      finishReason: null,
      finalText: null,
    });
  });

  test('brings the usage even where the run was stopped', () => {
    expect(detailOf([cancelled({ usage })])).toMatchObject({ usage, error: null, finishReason: null });
  });
});
