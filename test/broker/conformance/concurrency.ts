import { describe, expect, test } from 'vitest';
import { alice, countTo, readAll } from '../../support/brokers.ts';
import { batchOf, deltas, done, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

export function concurrencyConformance(open: OpenBench): void {
  describe('appends at the same time', () => {
    test('to many runs of one channel leave no gap and tear no batch apart', async () => {
      const { broker } = await open();
      const runIds = countTo(20).map((number) => `run ${number}`);
      await Promise.all(runIds.map((runId) => broker.append(alice, batchOf(runId, [started()]))));
      const batches = countTo(200).map((number) =>
        batchOf(runIds[number % runIds.length] as string, deltas(1 + (number % 4))),
      );
      const appended = await Promise.all(batches.map((batch) => broker.append(alice, batch)));

      const publications = await readAll(broker, alice);
      expect(publications.map(({ offset }) => offset)).toEqual(countTo(20 + 100 * 5));
      for (const [index, batch] of batches.entries()) {
        const { position, lastSeq, accepted } = appended[index] as (typeof appended)[number];
        const stored = publications.slice(position.offset - accepted, position.offset);
        expect(stored.map(({ id }) => id)).toEqual(batch.events.map(({ id }) => id));
        expect(stored.at(-1)).toMatchObject({ seq: lastSeq, run: { runId: batch.runId } });
      }
      for (const runId of runIds) {
        const ofRun = publications.filter(({ run }) => run.runId === runId);
        expect(ofRun.map(({ seq }) => seq)).toEqual(countTo(ofRun.length));
      }
    });

    test('start a run once', async () => {
      const { broker } = await open();
      const starts = countTo(20).map(() => broker.append(alice, batchOf('run', [started()])));
      const outcomes = await Promise.allSettled(starts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject(
        countTo(19).map(() => ({ reason: { code: 'RUN_ALREADY_STARTED' } })),
      );
      expect(await readAll(broker, alice)).toHaveLength(1);
    });

    test('that are refused do no harm to the others', async () => {
      const { broker } = await open();
      const appends = countTo(50).map((number) =>
        broker.append(
          alice,
          batchOf(`run ${number}`, number % 5 === 0 ? [started(), started()] : [started(), done('a')]),
        ),
      );
      const outcomes = await Promise.allSettled(appends);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
      const publications = await readAll(broker, alice);
      expect(publications.map(({ offset }) => offset)).toEqual(countTo(80));
    });

    test('are finished before the broker is closed', async () => {
      const { broker } = await open();
      const appends = countTo(50).map((number) =>
        broker.append(alice, batchOf(`run ${number}`, [started()])),
      );
      const settled = Promise.all(appends);
      await broker.close();
      expect((await settled).map(({ position }) => position.offset)).toEqual(countTo(50));
    });
  });
}
