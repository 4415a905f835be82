import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf, MAX_LINE_TEXT } from '../../src/cli/lines.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

const linesIn = (text: string | Buffer, sizes: readonly number[] = []): Promise<string[]> =>
  Array.fromAsync(linesOf(inChunks(Buffer.from(text), sizes)));

const anyLines = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '⏎')));

describe('lines', () => {
  test('come out as they are, wherever the chunks end', async () => {
    const property = fc.asyncProperty(anyLines, fc.array(fc.nat(5)), async (lines, sizes) => {
      expect(await linesIn(lines.join('\n'), sizes)).toEqual(lines.length === 0 ? [''] : lines);
    });
    await fc.assert(property);
  });

  test.each(['\u2028', '\u2029', '\r', '\u0085', '\v', '\f'])('do not end at %j', async (character) => {
    const line = `a${character}b`;
    expect(await linesIn(`${line}\n${line}`)).toEqual([line, line]);
  });

  test('have no byte order mark at the start, and keep it elsewhere', async () => {
    expect(await linesIn('\ufeffa\n\ufeffb', [1, 1, 1])).toEqual(['a', '\ufeffb']);
  });

  test('of nothing are one that is empty', async () => {
    expect(await linesIn('')).toEqual(['']);
  });

  test('that are as long as allowed are whole', async () => {
    const line = 'x'.repeat(MAX_LINE_TEXT);
    expect(await linesIn(`${line}\nafter`, [1000, MAX_LINE_TEXT - 1000])).toEqual([line, 'after']);
  });

  test('that never end are given up, with nothing read any more', async () => {
    let chunks = 0;
    async function* endless() {
      yield Buffer.from('before\n');
      for (const chunk = Buffer.alloc(64 * 1024, 'x'); ; chunks++) yield chunk;
    }
    const [before, cutOff, ...rest] = await Array.fromAsync(linesOf(endless()));
    expect([before, rest]).toEqual(['before', []]);
    expect(cutOff?.length).toBeGreaterThan(MAX_LINE_TEXT);
    expect(chunks).toBe(MAX_LINE_TEXT / (64 * 1024));
  });
});
