import { describe, expect, test } from 'vitest';
import { channelOf } from '../../../src/events/channel.ts';
import type { Publication } from '../../../src/events/publication.ts';
import { alice, bob, countTo, readAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { batchOf, completed, delta, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

const runIdsOf = (publications: readonly Publication[]) => publications.map(({ run }) => run.runId);

export function isolationConformance(open: OpenBench): void {
  describe('two users', () => {
    /** Both are known to the store, so that what keeps them apart is not that one is missing. */
    const openForTwo = async () => {
      const { broker } = await open();
      for (const channel of [alice, bob]) await broker.append(channel, batchOf('first', [started()]));
      return broker;
    };

    test('may have runs of the same id that never meet', async () => {
      const broker = await openForTwo();
      await broker.append(
        alice,
        batchOf('run', [started({ threadId: 'hers' }), delta('a')], { writerId: 'one' }),
      );
      expect(await broker.findRun(bob, 'run')).toBeNull();
      expect(await broker.readRun(bob, 'run', 0, 10)).toEqual([]);
      expect(runIdsOf(await readAll(broker, bob))).toEqual(['first']);

      const refused = broker.append(bob, batchOf('run', [delta('b')], { writerId: 'one' }));
      expect(await rejectionOf(refused)).toEqual(errorWith('RUN_NOT_STARTED'));
      const his = await broker.append(bob, batchOf('run', [started({ threadId: 'his' }), completed()]));
      expect(his).toMatchObject({ lastSeq: 2, position: { offset: 3 } });

      expect(await broker.findRun(alice, 'run')).toMatchObject({
        status: 'RUNNING',
        threadId: 'hers',
        writerId: 'one',
      });
      expect(await broker.findRun(bob, 'run')).toMatchObject({
        status: 'COMPLETED',
        threadId: 'his',
        writerId: null,
      });
      expect(await broker.readRun(alice, 'run', 0, 10)).toEqual((await readAll(broker, alice)).slice(1));
      expect(await broker.readRun(bob, 'run', 0, 10)).toEqual((await readAll(broker, bob)).slice(1));
      expect(runIdsOf(await readAll(broker, alice))).toEqual(['first', 'run', 'run']);
      const { runs } = await broker.listRuns(alice, { limit: 10, behind: null });
      expect(runs.map(({ threadId }) => threadId)).toEqual(['hers', 'first']);
    });

    test('have writers and retries each of their own', async () => {
      const broker = await openForTwo();
      const batch = batchOf('run', [started(), delta('a')], { writerId: 'one', firstSeq: 1 });
      await broker.append(alice, batch);
      const his = batchOf('run', [started(), delta('b')], { writerId: 'two', firstSeq: 1 });
      expect(await broker.append(bob, his)).toMatchObject({
        accepted: 2,
        duplicates: 0,
        position: { offset: 3 },
      });
      expect(await broker.append(alice, batch)).toMatchObject({ accepted: 0, duplicates: 2 });
    });

    test('have parents each of their own', async () => {
      const broker = await openForTwo();
      await broker.append(alice, batchOf('parent', [started()]));
      const refused = broker.append(bob, batchOf('child', [started({ parentRunId: 'parent' })]));
      expect(await rejectionOf(refused)).toEqual(errorWith('PARENT_NOT_FOUND'));
    });

    test('are told apart by their tenants', async () => {
      const { broker } = await open();
      const channels = [
        channelOf(null, 'a'),
        channelOf('', 'a'),
        channelOf('a', ''),
        channelOf('a:a', 'a'),
        channelOf('a', 'a:a'),
      ];
      for (const [index, channel] of channels.entries()) {
        await broker.append(channel, batchOf('run', [started(), ...deltas(index)]));
      }
      const lengths = await Promise.all(
        channels.map(async (channel) => (await readAll(broker, channel)).length),
      );
      expect(lengths).toEqual(countTo(channels.length));
    });
  });
}
