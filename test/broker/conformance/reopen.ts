import { describe, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { alice, bob, readAll, trimAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { asked, batchOf, completed, delta, deltas, executing, started } from '../../support/events.ts';
import { awkwardTexts } from '../../support/texts.ts';
import type { OpenBench } from '../harness.ts';

export function reopenConformance(open: OpenBench): void {
  describe('a store that is opened again', () => {
    test('has everything that was in it', async () => {
      const { broker, reopen } = await open();
      await broker.append(
        alice,
        batchOf('run', [started({ threadId: 't' }), executing('call')], { writerId: 'w' }),
      );
      await broker.append(alice, batchOf('child', [started({ parentRunId: 'run' }), asked('question')]));
      await broker.append(
        bob,
        batchOf('run', [started(), ...awkwardTexts.map((text) => delta(text)), completed()]),
      );
      const state = (broker: Broker) =>
        Promise.all(
          [alice, bob].map(async (channel) => [
            await readAll(broker, channel),
            await broker.read(channel, 'earliest', 0),
            await broker.listRuns(channel, { limit: 10, behind: null }),
          ]),
        );
      const before = await state(broker);
      expect(await state(await reopen())).toEqual(before);
    });

    test('goes on where it was', async () => {
      const { broker, reopen } = await open();
      const batch = batchOf('run', [started(), ...deltas(2)], { writerId: 'w', firstSeq: 1 });
      const { position } = await broker.append(alice, batch);
      const reopened = await reopen();

      expect(await reopened.append(alice, batch)).toEqual({
        accepted: 0,
        duplicates: 3,
        lastSeq: 3,
        position,
      });
      const stranger = reopened.append(alice, batchOf('run', [delta('a')], { writerId: 'v' }));
      expect(await rejectionOf(stranger)).toEqual(errorWith('RUN_HAS_ANOTHER_WRITER'));
      const next = await reopened.append(alice, batchOf('run', [delta('a')], { writerId: 'w' }));
      expect(next).toMatchObject({ lastSeq: 4, position: { offset: 4, epoch: position.epoch } });
      const page = await reopened.read(alice, position, 10);
      expect(page).toMatchObject({ publications: [{ offset: 4, seq: 4 }], reset: null });
    });

    test('is trimmed though nothing was appended since', async () => {
      const { broker, reopen } = await open({ maxCount: 2 });
      await broker.append(alice, batchOf('run', [started(), ...deltas(4)]));
      const reopened = await reopen();
      await trimAll(reopened);
      expect((await readAll(reopened, alice)).map(({ offset }) => offset)).toEqual([4, 5]);
    });

    test('does not give an offset again, though everything was trimmed', async () => {
      const { broker, reopen } = await open({ maxCount: 0 });
      const { position } = await broker.append(alice, batchOf('run', [started(), ...deltas(4)]));
      await trimAll(broker);
      const reopened = await reopen();
      expect(await reopened.read(alice, position, 10)).toMatchObject({ newest: position, reset: null });
      expect(await reopened.append(alice, batchOf('run', deltas(1)))).toMatchObject({
        lastSeq: 6,
        position: { offset: 6 },
      });
    });
  });
}
