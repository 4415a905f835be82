import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '../../src/events/channel.ts';
import type { CaughtUp } from '../../src/events/event.ts';
import type { Filter } from '../../src/feed/filter.ts';
import type { ReaderOptions } from '../../src/feed/reader.ts';
import {
  completed,
  delta,
  everything,
  live,
  newChannel,
  nextOf,
  positionOf,
  publish,
  publishMany,
  range,
  replay,
  started,
  take,
  tool,
  untilDone,
  useStores,
} from './support.ts';

const { openBroker, openFeeds } = useStores();

let alice: Channel;
let bob: Channel;
beforeEach(() => {
  alice = newChannel('alice');
  bob = newChannel('bob');
});

const only = (filter: Partial<Filter>, options: ReaderOptions = replay): ReaderOptions => ({
  ...options,
  filter: { ...everything, ...filter },
});

describe.each(['memory', 'sqlite'] as const)('A reader on the %s broker', (store) => {
  test('that starts with the latest delivers only what comes', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), tool());
    const reader = await feeds.read(alice, live);
    await publish(broker, alice, 'a', tool(), tool());
    expect(await take(reader, 2)).toEqual(['a:3', 'a:4']);
    reader.close();
  });

  test('that starts with the earliest replays, says so once, and goes on live', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), tool());
    const reader = await feeds.read(alice, replay);
    expect(await take(reader, 3)).toEqual(['a:1', 'a:2', 'CaughtUp(2)']);
    const pending = take(reader, 2);
    await publish(broker, alice, 'a', tool());
    await publish(broker, alice, 'a', tool());
    expect(await pending).toEqual(['a:3', 'a:4']);
    reader.close();
  });

  test('that starts behind a position goes on exactly there, however long the log', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publishMany(broker, alice, 'a', 1700);
    const first = await feeds.read(alice, replay);
    const deliveries = [];
    for (let count = 0; count < 250; count++) deliveries.push(await nextOf(first));
    first.close();
    const start = positionOf(deliveries.at(-1) as NonNullable<(typeof deliveries)[number]>);
    const reader = await feeds.read(alice, { ...live, start });
    expect(await take(reader, 1451)).toEqual([...range('a', 251, 1700), 'CaughtUp(1450)']);
    reader.close();
  });

  test('tells the position it has caught up with, behind events that it filtered out as well', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), tool(), delta('x'));
    const { position } = await publish(broker, alice, 'a', delta('y'));
    const reader = await feeds.read(alice, only({ types: new Set(['TOOL_EXECUTING']) }));
    expect(await take(reader, 1)).toEqual(['a:2']);
    const caughtUp = (await nextOf(reader)) as CaughtUp;
    expect(caughtUp).toMatchObject({ __typename: 'CaughtUp', replayed: 1 });
    expect(positionOf(caughtUp)).toEqual(position);
    reader.close();
  });

  test('of a channel without events is caught up at once', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, replay);
    const caughtUp = (await nextOf(reader)) as CaughtUp;
    expect(caughtUp).toMatchObject({ __typename: 'CaughtUp', replayed: 0 });
    await publish(broker, alice, 'a', started());
    expect(await take(reader, 1)).toEqual(['a:1']);
    reader.close();

    const resumed = await feeds.read(alice, { ...live, start: positionOf(caughtUp) });
    expect(await take(resumed, 2)).toEqual(['a:1', 'CaughtUp(1)']);
    resumed.close();
  });

  test('sees nothing of another user, even where run and thread have the same ids', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, bob, 'a', started({ threadId: 't' }), tool());
    const reader = await feeds.read(alice, only({ runId: 'a', threadId: 't' }));
    expect(await take(reader, 1)).toEqual(['CaughtUp(0)']);
    const pending = take(reader, 1);
    await publish(broker, bob, 'a', tool(), completed);
    await publish(broker, alice, 'a', started({ threadId: 't' }));
    expect(await pending).toEqual(['a:1']);
    reader.close();
  });

  test('filters by types', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), tool(), delta('x'), tool());
    const reader = await feeds.read(alice, only({ types: new Set(['TOOL_EXECUTING', 'AGENT_COMPLETED']) }));
    expect(await take(reader, 3)).toEqual(['a:2', 'a:4', 'CaughtUp(2)']);
    const pending = take(reader, 2);
    await publish(broker, alice, 'a', delta('y'));
    await publish(broker, alice, 'a', tool(), delta('z'), completed);
    expect(await pending).toEqual(['a:6', 'a:8']);
    reader.close();
  });

  test('filters by thread, which sub-agent runs share', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started({ threadId: 't' }));
    await publish(broker, alice, 'child', started({ parentRunId: 'a' }));
    await publish(broker, alice, 'b', started());
    const reader = await feeds.read(alice, only({ threadId: 't' }));
    expect(await take(reader, 3)).toEqual(['a:1', 'child:1', 'CaughtUp(2)']);
    const pending = take(reader, 2);
    await publish(broker, alice, 'b', tool());
    await publish(broker, alice, 'child', tool());
    await publish(broker, alice, 'c', started({ threadId: 't' }));
    expect(await pending).toEqual(['child:2', 'c:1']);
    reader.close();
  });

  test('of a run follows its sub-agents down to the last, those that began before it as well', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started());
    await publish(broker, alice, 'child', started({ parentRunId: 'a' }));
    await publish(broker, alice, 'grandchild', started({ parentRunId: 'child' }));
    await publish(broker, alice, 'other', started());
    await publish(broker, alice, 'cousin', started({ parentRunId: 'other' }));

    const latest = await feeds.read(alice, only({ runId: 'a' }, live));
    const pending = untilDone(latest);
    const ofChild = await feeds.read(alice, only({ runId: 'child' }));
    await publish(broker, alice, 'grandchild', tool(), completed);
    await publish(broker, alice, 'cousin', tool());
    await publish(broker, alice, 'child', tool(), completed);
    await publish(broker, alice, 'late', started({ parentRunId: 'a' }));
    await publish(broker, alice, 'a', completed);

    const ofSubAgents = ['grandchild:2', 'grandchild:3', 'child:2', 'child:3'];
    expect(await pending).toEqual([...ofSubAgents, 'late:1', 'a:2', 'done']);
    expect(await untilDone(ofChild)).toEqual([
      'child:1',
      'grandchild:1',
      ...ofSubAgents,
      'CaughtUp(6)',
      'done',
    ]);
  });

  test('of a run completes behind its end, though more is published', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started());
    await publish(broker, alice, 'child', started({ parentRunId: 'a' }));
    const reader = await feeds.read(alice, only({ runId: 'a' }));
    expect(await take(reader, 3)).toEqual(['a:1', 'child:1', 'CaughtUp(2)']);
    await publish(broker, alice, 'a', tool(), completed);
    await publish(broker, alice, 'child', tool());
    expect(await untilDone(reader)).toEqual(['a:2', 'a:3', 'done']);
    expect(await take(reader, 1)).toEqual(['done']);
  });

  test('of a run that is over completes behind the replay', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), completed);
    await publish(broker, alice, 'b', started());
    const reader = await feeds.read(alice, only({ runId: 'a' }));
    expect(await untilDone(reader)).toEqual(['a:1', 'a:2', 'CaughtUp(2)', 'done']);
  });

  test('of a run that is over completes where nothing of it is left to replay', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), completed);
    const { position } = await publish(broker, alice, 'b', started());
    const resumed = await feeds.read(alice, only({ runId: 'a' }, { ...live, start: position }));
    expect(await untilDone(resumed)).toEqual(['CaughtUp(0)', 'done']);
    const latest = await feeds.read(alice, only({ runId: 'a' }, live));
    expect(await untilDone(latest)).toEqual(['done']);
  });

  test('of an unknown run waits for it', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'b', started(), completed);
    const reader = await feeds.read(alice, only({ runId: 'a' }, live));
    const pending = untilDone(reader);
    await publish(broker, alice, 'c', started(), completed);
    await publish(broker, alice, 'a', started(), completed);
    expect(await pending).toEqual(['a:1', 'a:2', 'done']);
  });

  test('of a run completes even where its types hide the end', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started());
    const filter = { runId: 'a', types: new Set(['TOOL_EXECUTING'] as const) };
    const reader = await feeds.read(alice, only(filter));
    const pending = untilDone(reader);
    await publish(broker, alice, 'a', tool());
    await publish(broker, alice, 'a', completed);
    const late = await feeds.read(alice, only(filter));
    expect((await pending).filter((shown) => !shown.startsWith('CaughtUp'))).toEqual(['a:2', 'done']);
    expect(await untilDone(late)).toEqual(['a:2', 'CaughtUp(1)', 'done']);
  });

  test('misses nothing that is appended while the broker is busy with a call, whichever', async () => {
    const calls = ['watch', 'watch', 'read', 'read', 'findRun', 'findRun'];
    for (const gate of calls.keys()) {
      const [broker, channel] = [await openBroker(store), newChannel('alice')];
      const feeds = openFeeds(broker);
      const start = (await publish(broker, channel, 'a', started(), tool())).position;
      let passed = 0;
      broker.before = broker.behind = async (call) => {
        if (passed++ !== gate) return;
        expect(call).toBe(calls[gate]);
        await publish(broker, channel, 'a', tool(), completed);
      };
      const reader = await feeds.read(channel, only({ runId: 'a' }, { ...live, start }));
      const shown = await untilDone(reader);
      expect(shown.filter((each) => !each.startsWith('CaughtUp'))).toEqual(['a:3', 'a:4', 'done']);
      expect(shown).toHaveLength(4);
    }
  });
});

describe('Between replay and live', () => {
  /** Reads while something is appended after so many turns of the microtask queue. */
  async function readWhile(ticks: number, options: ReaderOptions) {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started(), tool());
    const reading = (async () => {
      const reader = await feeds.read(alice, options);
      return untilDone(reader);
    })();
    for (let tick = 0; tick < ticks; tick++) await null;
    await publish(broker, alice, 'a', tool());
    await publish(broker, alice, 'a', tool(), completed);
    return reading;
  }
  const TICKS = 60;

  test('nothing is lost or repeated, whenever it is appended', async () => {
    const caughtUp = new Set<string | undefined>();
    for (let ticks = 0; ticks < TICKS; ticks++) {
      const shown = await readWhile(ticks, only({ runId: 'a' }));
      expect(shown.filter((each) => !each.startsWith('CaughtUp'))).toEqual([...range('a', 1, 5), 'done']);
      const signs = shown.filter((each) => each.startsWith('CaughtUp'));
      expect(signs).toHaveLength(1);
      caughtUp.add(signs[0]);
    }
    // The appends went from before the replay to behind it.
    expect(caughtUp).toContain('CaughtUp(5)');
    expect(caughtUp).toContain('CaughtUp(2)');
  });

  test('a reader from the latest on has no gap, whenever it begins', async () => {
    const lengths = new Set<number>();
    for (let ticks = 0; ticks < TICKS; ticks++) {
      const shown = await readWhile(ticks, only({ runId: 'a' }, live));
      expect([...range('a', 1, 5), 'done'].slice(-shown.length)).toEqual(shown);
      lengths.add(shown.length);
    }
    expect(lengths).toContain(1);
    expect(lengths).toContain(4);
  });
});
