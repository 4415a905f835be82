import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/cli/input-error.ts';
import type { LineBatch } from '../../src/cli/json-lines.ts';
import { batchesOf } from '../../src/cli/json-lines.ts';
import { MAX_LINE_TEXT } from '../../src/cli/lines.ts';

const MAX_BATCH_EVENTS = 100;
const MAX_BATCH_TEXT = 512 * 1024;

type Fields = Readonly<Record<string, unknown>>;

const line = (fields: Fields = {}): string =>
  JSON.stringify({
    type: 'message_delta',
    userId: 'alice',
    runId: 'r',
    messageId: 'm',
    text: 't',
    ...fields,
  });

async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** The batches that are given out, and the error that ends them. */
async function parse(
  lines: readonly string[],
): Promise<{ readonly batches: readonly LineBatch[]; readonly error: unknown }> {
  const batches: LineBatch[] = [];
  try {
    for await (const batch of batchesOf(given(lines), 'events.jsonl')) batches.push(batch);
    return { batches, error: null };
  } catch (error) {
    return { batches, error };
  }
}

async function batchesIn(lines: readonly string[]): Promise<readonly LineBatch[]> {
  const { batches, error } = await parse(lines);
  expect(error).toBe(null);
  return batches;
}

describe('a line', () => {
  test('becomes an event of its type, with its fields', async () => {
    const text = line({ type: 'tool_executing', toolCallId: 'c', toolName: 'search', input: { q: [1] } });
    const [batch] = await batchesIn([text]);
    expect(batch).toEqual({
      input: {
        userId: 'alice',
        runId: 'r',
        writerId: null,
        firstSeq: 1,
        events: [
          {
            toolExecuting: {
              messageId: 'm',
              text: 't',
              toolCallId: 'c',
              toolName: 'search',
              input: { q: [1] },
            },
          },
        ],
      },
      firstLine: 1,
      lastLine: 1,
      text: text.length,
    });
  });

  test.each([
    ['agent_started', 'agentStarted'],
    ['agent_thinking', 'agentThinking'],
    ['tool_executing', 'toolExecuting'],
    ['tool_progress', 'toolProgress'],
    ['tool_completed', 'toolCompleted'],
    ['message_delta', 'messageDelta'],
    ['input_required', 'inputRequired'],
    ['input_resolved', 'inputResolved'],
    ['agent_completed', 'agentCompleted'],
    ['agent_failed', 'agentFailed'],
    ['agent_cancelled', 'agentCancelled'],
  ])('of type %s is the member %s', async (type, member) => {
    const [batch] = await batchesIn([line({ type })]);
    expect(Object.keys(batch?.input.events[0] ?? {})).toEqual([member]);
  });

  test('may end with a carriage return, and may be blank', async () => {
    const batches = await batchesIn([`${line()}\r`, '', ' \t\r', line()]);
    expect(batches).toMatchObject([{ firstLine: 1, lastLine: 4, input: { events: [{}, {}] } }]);
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '{"type":', /not JSON/],
    ['an array', '[]', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['a text', '"agent_started"', /not a JSON object/],
    ['no user', line({ userId: undefined }), /userId and runId/],
    ['a number as run', line({ runId: 7 }), /userId and runId/],
    ['a writer that is no text', line({ writerId: 7 }), /writerId must be a string/],
    ['no type', line({ type: undefined }), /type must be one of agent_started, /],
    ['an unknown type', line({ type: 'agent_paused' }), /type must be one of/],
    ['a type in the schema’s spelling', line({ type: 'AGENT_STARTED' }), /type must be one of/],
    ['a type that objects have by nature', line({ type: 'constructor' }), /type must be one of/],
    ['seq 0', line({ seq: 0 }), /seq must be a whole number/],
    ['half a seq', line({ seq: 1.5 }), /seq must be a whole number/],
    ['a seq as text', line({ seq: '1' }), /seq must be a whole number/],
    ['more text than any event has', line({ text: 'x'.repeat(MAX_LINE_TEXT) }), /longer than any event/],
    ['nothing but too many spaces', ' '.repeat(MAX_LINE_TEXT + 1), /longer than any event/],
  ])('with %s is named, behind what stands before it', async (_, wrong, reason) => {
    const { batches, error } = await parse([line(), '', line(), wrong, line()]);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(reason);
    expect((error as Error).message).toMatch(/^events\.jsonl:4: /);
    expect(batches).toMatchObject([{ firstLine: 1, lastLine: 3 }]);
  });
});

/** Lines as a worker might write them: a few users and runs, with or without seq and writer, some of them long. */
const anyLine = fc
  .record({
    userId: fc.constantFrom('alice', 'bob'),
    runId: fc.constantFrom('1', '2'),
    writerId: fc.option(fc.constantFrom('w', 'v'), { nil: undefined, freq: 10 }),
    seq: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 10 }),
    text: fc.nat({ max: 60_000 }).map((length) => 'x'.repeat(length % 10 === 0 ? length : length % 10)),
  })
  .map(line);
const stretch = fc.tuple(anyLine, fc.nat(150)).map(([text, count]) => new Array<string>(count).fill(text));
const anyLines = fc
  .array(
    fc.oneof(
      fc.constant(['']),
      anyLine.map((text) => [text]),
      stretch,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.flat());

interface Expected {
  readonly line: number;
  readonly run: string;
  readonly seq: number;
  readonly text: string;
}

/** What the lines mean, one by one. */
function meaningOf(lines: readonly string[]): Expected[] {
  const seqs = new Map<string, number>();
  return lines.flatMap((text, index) => {
    if (text === '') return [];
    const { userId, runId, writerId, seq: own, text: written } = JSON.parse(text);
    const seq = own ?? (seqs.get(`${userId} ${runId}`) ?? 0) + 1;
    seqs.set(`${userId} ${runId}`, seq);
    return [{ line: index + 1, run: `${userId} ${runId} ${writerId ?? null}`, seq, text: written }];
  });
}

describe('batches', () => {
  test('have every line once, in order, numbered per run', async () => {
    const property = fc.asyncProperty(anyLines, async (lines) => {
      const batches = await batchesIn(lines);
      const published = batches.flatMap(({ input: { userId, runId, writerId, firstSeq, events } }) =>
        events.map((event, index) => ({
          run: `${userId} ${runId} ${writerId}`,
          seq: firstSeq + index,
          text: event.messageDelta?.text,
        })),
      );
      expect(published).toEqual(meaningOf(lines).map(({ line: _, ...rest }) => rest));
    });
    await fc.assert(property);
  });

  test('are of neighbouring lines, which they name', async () => {
    const property = fc.asyncProperty(anyLines, async (lines) => {
      const meanings = meaningOf(lines).map(({ line }) => line);
      for (const { input, firstLine, lastLine, text } of await batchesIn(lines)) {
        const own = meanings.splice(0, input.events.length);
        expect([firstLine, lastLine]).toEqual([own[0], own.at(-1)]);
        expect(text).toBe(own.reduce((sum, number) => sum + (lines[number - 1]?.length ?? 0), 0));
      }
      expect(meanings).toEqual([]);
    });
    await fc.assert(property);
  });

  test('are as large as allowed, and no larger', async () => {
    const property = fc.asyncProperty(anyLines, async (lines) => {
      const batches = await batchesIn(lines);
      for (const [index, { input, text, lastLine }] of batches.entries()) {
        expect(input.events.length).toBeLessThanOrEqual(MAX_BATCH_EVENTS);
        expect(text <= MAX_BATCH_TEXT || input.events.length === 1).toBe(true);
        const next = batches[index + 1];
        if (next === undefined) continue;
        const nextLength = lines[next.firstLine - 1]?.length ?? 0;
        const isFull = input.events.length === MAX_BATCH_EVENTS || text + nextLength > MAX_BATCH_TEXT;
        const goesOn =
          next.input.firstSeq === input.firstSeq + input.events.length &&
          ['userId', 'runId', 'writerId'].every(
            (name) => next.input[name as 'userId'] === input[name as 'userId'],
          );
        expect(isFull || !goesOn, `line ${lastLine}`).toBe(true);
      }
    });
    await fc.assert(property);
  });

  test('of the same lines are the same', async () => {
    const property = fc.asyncProperty(anyLines, async (lines) => {
      expect(await batchesIn(lines)).toEqual(await batchesIn(lines));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  test('of no lines are none', async () => {
    expect(await batchesIn([])).toEqual([]);
    expect(await batchesIn(['', ' '])).toEqual([]);
  });

  test('are given out before the lines behind them are read', async () => {
    let read = 0;
    async function* counted() {
      for (;;) {
        read++;
        yield line();
      }
    }
    const batches = batchesOf(counted(), 'endless');
    await batches.next();
    expect(read).toBe(MAX_BATCH_EVENTS + 1);
    await batches.return(undefined);
  });
});
