import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Carried } from '../support/lifecycle.ts';
import { answerOf, bodies } from './support.ts';

/** Expects what holds for every run of the demo agent beside what holds for every run, however it ends. */
export function expectLawful(run: Carried, folder: string): void {
  for (const { status, output, toolError, durationMs } of bodies(run, 'toolCompleted')) {
    expect(output != null).toBe(status === 'SUCCEEDED');
    expect(toolError != null).toBe(status === 'FAILED');
    if (status !== 'DENIED') expect(durationMs).toBeGreaterThanOrEqual(0);
  }
  if (bodies(run, 'agentCompleted').length === 0) return;
  expect(run.openCalls).toEqual([]);
  const { finalText, quotes } = answerOf(run);
  expect(run.detail.messages.map(({ text }) => text)).toEqual([finalText]);
  for (const quote of quotes) {
    expect(finalText).toContain(`\`${quote.path}:${quote.line}\``);
    expectVerbatim(readFileSync(join(folder, quote.path), 'utf8'), quote);
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
