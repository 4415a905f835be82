import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { MAX_MERGED_TEXT } from '../../src/events/coalesce.ts';
import type { Publication } from '../../src/events/publication.ts';
import type { EventInput } from '../../src/events/validate.ts';
import type { Filter } from '../../src/feed/filter.ts';
import type { Delivery, Reader } from '../../src/feed/reader.ts';
import {
  completed,
  delta,
  everything,
  keepAll,
  live,
  newChannel,
  next,
  nextOf,
  positionOf,
  publish,
  publishMany,
  replay,
  settled,
  started,
  take,
  textOf,
  tool,
  untilDone,
  useStores,
} from './support.ts';

const { openBroker, openFeeds } = useStores();
const alice = newChannel('alice');
const COALESCE_MS = 50;
const onlyDeltas: Filter = { ...everything, types: new Set(['MESSAGE_DELTA']) };

/** The clock stands still unless a test moves it. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function follow(filter: Filter = everything, options = live) {
  const broker = await openBroker();
  const feeds = openFeeds(broker);
  await publish(broker, alice, 'a', started());
  const reader = await feeds.read(alice, { ...options, filter, coalesceMs: COALESCE_MS });
  return { broker, feeds, reader };
}

describe('Live deltas', () => {
  test('are merged for as long as the first of them may wait', async () => {
    const { broker, reader } = await follow();
    let delivered: Delivery | null = null;
    const pending = nextOf(reader).then((delivery) => {
      delivered = delivery;
    });
    await vi.advanceTimersByTimeAsync(1000);
    await publish(broker, alice, 'a', delta('x'));
    await vi.advanceTimersByTimeAsync(COALESCE_MS - 10);
    const { position } = await publish(broker, alice, 'a', delta('y'));
    await vi.advanceTimersByTimeAsync(9);
    expect(delivered).toBe(null);
    await vi.advanceTimersByTimeAsync(1);
    await pending;
    expect(delivered).toMatchObject({ firstSeq: 2, seq: 3 });
    const merged = delivered as unknown as Publication;
    expect(textOf(merged)).toBe('xy');
    expect(positionOf(merged)).toEqual(position);
    reader.close();
  });

  test('begin a new merge behind a delivered one', async () => {
    const { broker, reader } = await follow();
    for (const seq of [2, 3]) {
      const pending = take(reader, 1);
      await publish(broker, alice, 'a', delta('x'));
      await vi.advanceTimersByTimeAsync(COALESCE_MS);
      expect(await pending).toEqual([`a:${seq}`]);
    }
    reader.close();
  });

  // Nothing moves the clock from here on: what is delivered was not waited for.
  test.each<[string, EventInput[], string[]]>([
    ['another event', [delta('x'), delta('y'), tool()], ['a:2-3', 'a:4']],
    ['another message', [delta('x'), delta('y'), delta('z', 'm2'), tool()], ['a:2-3', 'a:4', 'a:5']],
    [
      'the last part, which goes along',
      [delta('x'), { messageDelta: { messageId: 'm1', mode: 'APPEND', text: 'y', final: true } }],
      ['a:2-3'],
    ],
    [
      'a text that replaces',
      [delta('x'), { messageDelta: { messageId: 'm1', mode: 'REPLACE', text: 'y', final: false } }],
      ['a:2', 'a:3'],
    ],
  ])('wait no longer than for %s', async (_, events, expected) => {
    const { broker, reader } = await follow();
    const pending = take(reader, expected.length);
    for (const event of events) await publish(broker, alice, 'a', event);
    expect(await pending).toEqual(expected);
    reader.close();
  });

  test('are not merged over an event that is delivered between them', async () => {
    const { broker, reader } = await follow();
    await publish(broker, alice, 'b', started());
    const pending = take(reader, 4);
    await publish(broker, alice, 'a', delta('x'));
    await publish(broker, alice, 'b', delta('x'));
    await publish(broker, alice, 'a', delta('y'), tool());
    expect(await pending).toEqual(['b:1', 'a:2', 'b:2', 'a:3']);
    reader.close();
  });

  test('are merged over an event that nobody asked for', async () => {
    const { broker, reader } = await follow({ ...everything, runId: 'a', types: onlyDeltas.types });
    await publish(broker, alice, 'b', started());
    const pending = untilDone(reader);
    await publish(broker, alice, 'a', delta('x'), tool());
    await publish(broker, alice, 'b', delta('x'));
    await publish(broker, alice, 'a', delta('y'));
    await publish(broker, alice, 'a', completed);
    expect(await pending).toEqual(['a:2-4', 'done']);
  });

  test("are delivered at their run's end", async () => {
    const { broker, reader } = await follow({ ...everything, runId: 'a' });
    const pending = untilDone(reader);
    await publish(broker, alice, 'a', delta('x'), delta('y'));
    await publish(broker, alice, 'a', completed);
    expect(await pending).toEqual(['a:2-3', 'a:4', 'done']);
  });

  test('leave no timer behind when their reader returns', async () => {
    const { broker, reader } = await follow();
    const timers = vi.getTimerCount();
    const pending = next(reader);
    await publish(broker, alice, 'a', delta('x'));
    await settled();
    expect(vi.getTimerCount()).toBe(timers + 1);
    reader.close();
    expect(vi.getTimerCount()).toBe(timers);
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  test('are delivered before a reset', async () => {
    const { broker, feeds, reader } = await follow();
    const pending = take(reader, 3);
    await publish(broker, alice, 'a', delta('x'));
    await publish(broker, alice, 'a', delta('y'));
    const another = new MemoryBroker({ retention: keepAll });
    await publish(another, alice, 'b', started());
    await broker.replaceBy(another);
    await feeds.checkAll();
    expect(await pending).toEqual(['a:2-3', 'StreamReset(STREAM_REPLACED)', 'b:1']);
    reader.close();
  });
});

describe('In a replay', () => {
  test('deltas are merged over pages, wait for nothing, and come before CaughtUp', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    await publishMany(broker, alice, 'a', 1300);
    const reader = await feeds.read(alice, { ...replay, coalesceMs: COALESCE_MS });
    expect(await take(reader, 3)).toEqual(['a:1', 'a:2-1300', 'CaughtUp(2)']);
    const pending = take(reader, 1);
    await publish(broker, alice, 'a', delta('x'));
    await vi.advanceTimersByTimeAsync(COALESCE_MS);
    expect(await pending).toEqual(['a:1301']);
    reader.close();
  });

  test('merged texts stay within their limit, and nothing of them is lost', async () => {
    const { broker, reader } = await follow(onlyDeltas, replay);
    const texts = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(1000));
    await publish(broker, alice, 'a', ...texts.map((text) => delta(text)));
    const merged = await textsUntilCaughtUp(reader);
    expect(merged.join('')).toBe(texts.join(''));
    expect(merged.map((text) => text.length)).toEqual([16_000, 16_000, 8_000]);
    reader.close();
  });

  test('what is merged says the same as what is not', async () => {
    const anyEvent = fc.record({
      runId: fc.constantFrom('a', 'b'),
      event: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ text: fc.string({ maxLength: 3 }), id: fc.constantFrom('m1', 'm2') }),
        },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), fc.boolean(), async (events, withTools) => {
        const broker = await openBroker();
        const feeds = openFeeds(broker);
        for (const runId of ['a', 'b']) await publish(broker, alice, runId, started());
        for (const { runId, event } of events) {
          await publish(broker, alice, runId, event === null ? tool() : delta(event.text, event.id));
        }
        const filter = withTools ? everything : onlyDeltas;
        const plain = await untilCaughtUp(await feeds.read(alice, { ...replay, filter }));
        const merged = await untilCaughtUp(await feeds.read(alice, { ...replay, filter, coalesceMs: 1 }));
        expect(merged).toEqual(mergedByHand(plain));
      }),
      { numRuns: 100 },
    );
  });
});

/** Deliveries reduced to what a client makes of them, with neighbouring deltas of one text taken together. */
function mergedByHand(plain: readonly Said[]): Said[] {
  const said: Said[] = [];
  for (const next of plain) {
    const last = said.at(-1);
    if (last === undefined || next.text === null || last.key !== next.key) said.push(next);
    else said.splice(-1, 1, { ...next, firstSeq: last.firstSeq, text: last.text + next.text });
  }
  return said;
}

interface Said {
  readonly key: string;
  readonly firstSeq: number;
  readonly seq: number;
  readonly text: string | null;
}

function saidBy(publication: Publication): Said {
  const { type, run, seq, firstSeq = seq } = publication;
  const { text = null, messageId = '' } = JSON.parse(publication.body);
  return { key: `${type} ${run.runId} ${messageId}`, firstSeq, seq, text };
}

async function publicationsUntilCaughtUp(reader: Reader): Promise<Publication[]> {
  const publications: Publication[] = [];
  for (;;) {
    const delivery = await nextOf(reader);
    if (delivery === null || '__typename' in delivery) return publications;
    publications.push(delivery);
  }
}

async function untilCaughtUp(reader: Reader): Promise<Said[]> {
  const publications = await publicationsUntilCaughtUp(reader);
  reader.close();
  return publications.map(saidBy);
}

async function textsUntilCaughtUp(reader: Reader): Promise<string[]> {
  const texts = (await publicationsUntilCaughtUp(reader)).map(textOf);
  expect(texts.every((text) => text.length <= MAX_MERGED_TEXT)).toBe(true);
  return texts;
}
