import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DemoEvent } from '../../src/demo/event.ts';
import { bodies } from './support.ts';

const ENDS = ['agentCompleted', 'agentFailed', 'agentCancelled'];

/** Expects what holds for every run, however it ends. */
export function expectLawful(events: readonly DemoEvent[], folder: string): void {
  expectLifecycle(events);
  expectToolsPaired(events);
  expectTextsWhole(events);
  for (const { output, finalText } of bodies(events, 'agentCompleted')) {
    for (const quote of output.quotes) {
      expect(finalText).toContain(`\`${quote.path}:${quote.line}\``);
      expectVerbatim(readFileSync(join(folder, quote.path), 'utf8'), quote);
    }
  }
}

/** Expects a text to begin on its line of the file, word for word. */
export function expectVerbatim(content: string, { line, text }: { line: number; text: string }): void {
  const lines = content.split('\n');
  const at = lines
    .slice(line - 1)
    .join('\n')
    .indexOf(text);
  expect(text).not.toBe('');
  expect(at, `“${text}” on line ${line}`).toBeGreaterThanOrEqual(0);
  expect(at, `“${text}” begins on line ${line}`).toBeLessThan((lines[line - 1] ?? '').length);
}

function expectLifecycle(events: readonly DemoEvent[]): void {
  const names = events.map((event) => Object.keys(event).join());
  expect(names[0]).toBe('agentStarted');
  expect(names.filter((name) => name === 'agentStarted')).toHaveLength(1);
  expect(ENDS).toContain(names.at(-1));
  expect(names.filter((name) => ENDS.includes(name))).toHaveLength(1);

  const times = events.flatMap((event) => Object.values(event)).map(({ occurredAt }) => occurredAt as string);
  expect(times).toEqual(times.map((time) => new Date(time).toISOString()).toSorted());
}

function expectToolsPaired(events: readonly DemoEvent[]): void {
  const open = new Map<string, string>();
  const used = new Set<string>();
  for (const event of events) {
    if ('toolExecuting' in event) {
      const { toolCallId, toolName } = event.toolExecuting;
      expect(used).not.toContain(toolCallId);
      used.add(toolCallId);
      open.set(toolCallId, toolName);
    }
    if ('toolCompleted' in event) {
      const { toolCallId, toolName, status, output, toolError, durationMs } = event.toolCompleted;
      expect(open.get(toolCallId)).toBe(toolName);
      open.delete(toolCallId);
      expect(output !== undefined).toBe(status === 'SUCCEEDED');
      expect(toolError !== undefined).toBe(status === 'FAILED');
      expect(Number.isInteger(durationMs) && durationMs >= 0).toBe(true);
    }
  }
  expect([...open]).toEqual([]);
}

/** Thinking blocks one after the other, each final once and at its end unless the run was cancelled in it. */
function expectTextsWhole(events: readonly DemoEvent[]): void {
  const cancelled = bodies(events, 'agentCancelled').length > 0;
  const blocks = Map.groupBy(bodies(events, 'agentThinking'), ({ blockId }) => blockId);
  const messages = Map.groupBy(bodies(events, 'messageDelta'), ({ messageId }) => messageId);
  for (const deltas of [...blocks.values(), ...messages.values()]) {
    const finals = deltas.map(({ final }) => final);
    expect(finals.slice(0, -1)).not.toContain(true);
    if (!cancelled) expect(finals.at(-1)).toBe(true);
  }
  for (const { finalText } of bodies(events, 'agentCompleted')) {
    expect(messages.size).toBe(1);
    expect(
      bodies(events, 'messageDelta')
        .map(({ text }) => text)
        .join(''),
    ).toBe(finalText);
  }
}
