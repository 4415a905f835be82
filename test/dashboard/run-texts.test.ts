import { describe, expect, test } from 'vitest';
import { plainEvent, summaryOf } from '../../src/dashboard/run/event-text.ts';
import { beginningOf, formatLength, piecesOf, textOf } from '../../src/dashboard/run/json-text.ts';
import type { RunEvent } from '../../src/dashboard/run/run-events.ts';
import type { ModelUsage } from '../../src/dashboard/run/usage.ts';
import { byModel, columnsOf, totalOf } from '../../src/dashboard/run/usage.ts';
import { delta, done, failed, started } from '../support/events.ts';
import { lastOf } from './run-events.ts';

describe('JSON as text', () => {
  test('shows a string as it is, and everything else indented', () => {
    expect(textOf('<b>bold</b>\nline')).toBe('<b>bold</b>\nline');
    expect(textOf({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(textOf(null)).toBe('null');
  });

  test('cuts a long text off, never through a character', () => {
    expect(beginningOf('abc', 3)).toBe('abc');
    expect(beginningOf('abcd', 3)).toBe('abc');
    expect(beginningOf('ab😀', 3)).toBe('ab');
    expect(beginningOf('a😀b', 3)).toBe('a😀');
  });

  test('says how long a text is', () => {
    expect(formatLength('x'.repeat(420))).toBe('420 characters');
    expect(formatLength('x'.repeat(200_000))).toBe('200K characters');
  });

  test('divides a text at lines, so that a longer one has the same first pieces', () => {
    const text = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
    const pieces = piecesOf(text, 50);
    expect(pieces.length).toBeGreaterThan(4);
    expect(pieces.join('\n')).toBe(text);
    expect(piecesOf(`${text}\nand more`, 50).slice(0, pieces.length - 1)).toEqual(pieces.slice(0, -1));
    expect(piecesOf('no line feed '.repeat(100), 50)).toHaveLength(1);
    expect(piecesOf('', 50)).toEqual(['']);
  });
});

describe('an event in the list', () => {
  test('has what tells it from others of its type', () => {
    expect(summaryOf(lastOf([started()]))).toBe('coder');
    expect(summaryOf(lastOf([started(), done('c1', { toolName: 'grep' })]))).toBe('grep · SUCCEEDED');
    expect(summaryOf(lastOf([started(), failed()]))).toBe('It failed.');
    expect(summaryOf(lastOf([started(), delta('x'.repeat(5000))]))).toHaveLength(200);
  });

  test('loses what Apollo asked for, and nothing of what the worker gave', () => {
    const event = {
      ...lastOf([started({ input: { __typename: 'mine' } })]),
      agent: { __typename: 'AgentRef', id: null, name: 'coder' },
      usage: [{ __typename: 'ModelUsage', model: 'm' }],
    } as unknown as RunEvent;
    expect(plainEvent(event)).toMatchObject({
      agent: { id: null, name: 'coder' },
      usage: [{ model: 'm' }],
      input: { __typename: 'mine' },
    });
    expect(plainEvent(event).agent).not.toHaveProperty('__typename');
  });
});

describe('usage', () => {
  const usage = (fields: Partial<ModelUsage>): ModelUsage => ({
    provider: null,
    model: null,
    inputTokens: null,
    outputTokens: null,
    totalTokens: null,
    reasoningTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    costMicrosUsd: null,
    ...fields,
  });

  test('has the columns in which something was reported', () => {
    const all = [usage({ model: 'a', inputTokens: 0 }), usage({ model: 'b', costMicrosUsd: 1_234_567 })];
    const columns = columnsOf(all);
    expect(columns.map(({ name }) => name)).toEqual(['Input', 'Cost']);
    expect(columns[1]?.format(1_234_567)).toBe('$1.234567');
    expect(columns[1]?.format(2_500_000)).toBe('$2.50');
  });

  test('adds up what is known', () => {
    const all = [usage({ inputTokens: 5 }), usage({ inputTokens: 7, outputTokens: 1 })];
    expect(totalOf(all, 'inputTokens')).toBe(12);
    expect(totalOf(all, 'outputTokens')).toBe(1);
    expect(totalOf(all, 'costMicrosUsd')).toBeNull();
  });

  test('is put together by provider and model', () => {
    const all = [
      usage({ provider: 'x', model: 'a', inputTokens: 1 }),
      usage({ provider: 'y', model: 'a', inputTokens: 2 }),
      usage({ provider: 'x', model: 'a', inputTokens: 4, outputTokens: 8 }),
    ];
    expect(byModel(all)).toEqual([
      usage({ provider: 'x', model: 'a', inputTokens: 5, outputTokens: 8 }),
      usage({ provider: 'y', model: 'a', inputTokens: 2 }),
    ]);
  });
});
