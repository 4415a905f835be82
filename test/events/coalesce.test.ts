import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Merging } from '../../src/events/coalesce.ts';
import { MAX_MERGED_TEXT, merge, merged, startMerging } from '../../src/events/coalesce.ts';
import type { Publication } from '../../src/events/publication.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { completed, delta, done, executing, foldAll, logOf, thinking } from '../support/events.ts';

/** Merges whatever can be merged, as a reader does that has all of it at hand. */
function coalesce(publications: readonly Publication[]): Publication[] {
  const delivered: Publication[] = [];
  let merging: Merging | null = null;
  for (const publication of publications) {
    const grown: Merging | null = merging && merge(merging, publication);
    if (merging !== null && grown === null) delivered.push(merged(merging));
    merging = grown ?? startMerging(publication);
    if (merging === null) delivered.push(publication);
  }
  return merging === null ? delivered : [...delivered, merged(merging)];
}

const textOf = ({ body }: Publication): string => JSON.parse(body).text;
const ofOneRun = (events: readonly EventInput[]) => logOf(events.map((event) => ['run', event]));
/** The texts that are delivered of the given events of one run. */
const textsOf = (...events: readonly EventInput[]) => coalesce(ofOneRun(events)).map(textOf);

describe('deltas of one text', () => {
  test('become one event with the id, seq, time and place of the last', () => {
    const log = ofOneRun([delta('a'), delta('b'), delta('c')]);
    const [only, ...more] = coalesce(log);
    expect(more).toEqual([]);
    expect(only).toEqual({ ...log[2], firstSeq: 1, body: only?.body });
    expect(JSON.parse(only?.body ?? '')).toEqual({ ...JSON.parse(log[2]?.body ?? ''), text: 'abc' });
  });

  test('are merged of thinking as of messages', () => {
    expect(textsOf(thinking('a'), thinking('b'))).toEqual(['ab']);
  });

  test('are merged up to the final one, and nothing behind it', () => {
    expect(textsOf(delta('a'), delta('b', { final: true }), delta('c'), delta('d'))).toEqual(['ab', 'cd']);
    expect(textsOf(delta('a', { final: true }), delta('b'))).toEqual(['a', 'b']);
    const [first] = coalesce(ofOneRun([delta('a'), delta('b', { final: true })])) as [Publication];
    expect(JSON.parse(first.body).final).toBe(true);
  });

  test('that stand alone are delivered as they are', () => {
    const log = ofOneRun([delta('a'), executing('call'), delta('b')]);
    const delivered = coalesce(log);
    expect(delivered.map((publication, index) => publication === log[index])).toEqual([true, true, true]);
  });

  test('are merged until the text would grow beyond 16 Ki units', () => {
    const half = 'a'.repeat(MAX_MERGED_TEXT / 2);
    expect(textsOf(delta(half), delta(half)).map((text) => text.length)).toEqual([16 * 1024]);
    expect(textsOf(delta(half), delta(half), delta('b')).map((text) => text.length)).toEqual([16 * 1024, 1]);
    expect(textsOf(delta(half), delta(`${half}b`), delta('c')).map((text) => text.length)).toEqual([
      8 * 1024,
      8 * 1024 + 2,
    ]);
    expect(textsOf(delta(`${half}${half}b`), delta('c')).map((text) => text.length)).toEqual([
      16 * 1024 + 1,
      1,
    ]);
  });
});

describe('what is not one text is not merged', () => {
  test.each<[string, EventInput, EventInput]>([
    ['two messages', delta('a'), delta('b', { messageId: 'other' })],
    ['two thinking blocks', thinking('a'), thinking('b', { blockId: 'other' })],
    ['reasoning and its summary', thinking('a'), thinking('b', { thinkingKind: 'SUMMARY' })],
    ['thinking and a message', thinking('a', { blockId: 'x' }), delta('b', { messageId: 'x' })],
    ['thinking and a message of a like name', thinking('a'), delta('b', { messageId: 'REASONING block' })],
    ['a replacement', delta('a'), delta('b', { mode: 'REPLACE' })],
    ['what follows a replacement', delta('a', { mode: 'REPLACE' }), delta('b')],
    ['other events', executing('call'), done('call')],
  ])('%s', (_, first, second) => {
    const log = ofOneRun([first, second]);
    expect(coalesce(log)).toEqual(log);
  });

  test('two runs', () => {
    const log = logOf([
      ['one', delta('a')],
      ['two', delta('b')],
      ['one', delta('c')],
    ]);
    expect(coalesce(log)).toEqual(log);
  });

  test('what stands around another event', () => {
    const log = ofOneRun([delta('a'), executing('call'), delta('b')]);
    expect(coalesce(log)).toEqual(log);
  });
});

describe('whatever is merged', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('\ud83d', '\ude00', 'a'.repeat(9 * 1024)),
  );
  const mode = fc.constantFrom('APPEND', 'APPEND', 'APPEND', 'REPLACE');
  const fields = fc.record({ mode, final: fc.constantFrom(false, false, false, true) });
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(text, fields).map(([text, fields]) => delta(text, fields)) },
    { weight: 2, arbitrary: fc.tuple(text, fields).map(([text, fields]) => thinking(text, fields)) },
    { weight: 1, arbitrary: text.map((text) => delta(text, { messageId: 'other' })) },
    { weight: 1, arbitrary: fc.constantFrom(executing('call'), done('call'), completed()) },
  );
  const entries = fc.array(fc.tuple(fc.constantFrom('one', 'one', 'one', 'two'), event), { maxLength: 40 });
  const logs = entries.map(logOf);

  test('no text is lost, repeated or moved', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const sources = [...log];
        for (const delivered of coalesce(log)) {
          const parts = sources.splice(0, delivered.seq + 1 - (delivered.firstSeq ?? delivered.seq));
          expect(parts.at(-1)).toMatchObject({
            id: delivered.id,
            offset: delivered.offset,
            time: delivered.time,
          });
          expect(textOf(delivered)).toBe(
            parts.length > 1 ? parts.map(textOf).join('') : textOf(parts[0] as Publication),
          );
        }
        expect(sources).toEqual([]);
      }),
    );
  });

  test('the seqs of a run are each covered once', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const seqsOf = (runId: string, publications: readonly Publication[]) =>
          publications
            .filter(({ run }) => run.runId === runId)
            .flatMap(({ firstSeq, seq }) =>
              Array.from({ length: seq + 1 - (firstSeq ?? seq) }, (_, index) => (firstSeq ?? seq) + index),
            );
        const delivered = coalesce(log);
        for (const runId of ['one', 'two']) expect(seqsOf(runId, delivered)).toEqual(seqsOf(runId, log));
      }),
    );
  });

  test('a run adds up to the same', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }).map(ofOneRun), (log) => {
        const { toolCalls: _, ...detail } = foldAll(coalesce(log));
        expect(detail).toEqual({ ...foldAll(log), toolCalls: undefined });
      }),
    );
  });
});
