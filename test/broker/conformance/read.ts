import { describe, expect, test } from 'vitest';
import { positionBehind, uncheckedPosition } from '../../../src/events/cursor.ts';
import type { Publication } from '../../../src/events/publication.ts';
import { alice, bob, countTo, readAll } from '../../support/brokers.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

const offsetsOf = (publications: readonly Publication[]) => publications.map(({ offset }) => offset);

export function readConformance(open: OpenBench): void {
  describe('a read', () => {
    test('begins behind the position and takes no more than the limit', async () => {
      const { broker } = await open();
      const { position: newest } = await broker.append(alice, batchOf('run', [started(), ...deltas(9)]));
      const all = await readAll(broker, alice);
      expect(offsetsOf(all)).toEqual(countTo(10));

      const beginning = uncheckedPosition(newest.epoch, 0);
      const first = await broker.read(alice, 'earliest', 4);
      expect(first).toEqual({ publications: all.slice(0, 4), from: beginning, newest, reset: null });
      expect(await broker.read(alice, beginning, 4)).toEqual(first);

      const after = positionBehind(all[3] as Publication);
      const second = await broker.read(alice, after, 4);
      expect(second).toEqual({ publications: all.slice(4, 8), from: after, newest, reset: null });
      expect(await broker.read(alice, newest, 4)).toEqual({
        publications: [],
        from: newest,
        newest,
        reset: null,
      });
    });

    test('with a limit of 0 asks for the ends alone', async () => {
      const { broker } = await open();
      const { position: newest } = await broker.append(alice, batchOf('run', [started(), ...deltas(3)]));
      expect(await broker.read(alice, 'earliest', 0)).toEqual({
        publications: [],
        from: uncheckedPosition(newest.epoch, 0),
        newest,
        reset: null,
      });
    });

    test('goes on from any place behind which something is stored', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started(), ...deltas(9)]));
      const all = await readAll(broker, alice);
      for (const [index, publication] of all.entries()) {
        expect(await readAll(broker, alice, positionBehind(publication), 3)).toEqual(all.slice(index + 1));
      }
    });

    test('goes on from a place whose event is not known', async () => {
      const { broker } = await open();
      const { position } = await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
      const page = await broker.read(alice, uncheckedPosition(position.epoch, 1), 10);
      expect(page.reset).toBeNull();
      expect(offsetsOf(page.publications)).toEqual([2, 3]);
    });

    test('comes through large events, in pages that may be shorter than asked for', async () => {
      const { broker } = await open();
      const texts = countTo(12).map((number) => `${number}`.repeat(200_000 / `${number}`.length));
      await broker.append(alice, batchOf('run', [started(), ...texts.map((text) => delta(text))]));
      const bodies = [await readAll(broker, alice), await readAllOfRun()].map((publications) =>
        publications.slice(1).map(({ body }) => JSON.parse(body).text),
      );
      expect(bodies).toEqual([texts, texts]);

      async function readAllOfRun(): Promise<Publication[]> {
        const publications: Publication[] = [];
        for (;;) {
          const page = await broker.readRun(alice, 'run', publications.at(-1)?.offset ?? 0, 100);
          if (page.length === 0) return publications;
          publications.push(...page);
        }
      }
    });

    test('of an empty channel finds it empty', async () => {
      const { broker } = await open();
      const empty = await broker.read(alice, 'earliest', 10);
      expect(empty).toMatchObject({ publications: [], reset: null, newest: { offset: 0 } });
      expect(empty.from).toEqual(empty.newest);
      expect(await broker.read(alice, empty.newest, 10)).toEqual(empty);
      expect(await broker.findRun(alice, 'run')).toBeNull();
      expect(await broker.readRun(alice, 'run', 0, 10)).toEqual([]);
      expect(await broker.listRuns(alice, { limit: 10, behind: null })).toEqual({
        runs: [],
        hasMore: false,
      });
    });

    test('goes on from where the channel was empty', async () => {
      const { broker } = await open();
      const { newest } = await broker.read(alice, 'earliest', 10);
      await broker.append(bob, batchOf('run', [started()]));
      await broker.append(alice, batchOf('run', [started(), delta('a')]));
      const page = await broker.read(alice, newest, 10);
      expect(page.reset).toBeNull();
      expect(offsetsOf(page.publications)).toEqual([1, 2]);
    });
  });

  describe('a read of one run', () => {
    test('takes its events alone, behind an offset and up to the limit', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()]));
      await broker.append(alice, batchOf('other', [started(), delta('x')]));
      await broker.append(alice, batchOf('run', [delta('a'), delta('b')]));
      await broker.append(alice, batchOf('other', [delta('y')]));
      await broker.append(alice, batchOf('run', [delta('c')]));

      const ofRun = (await readAll(broker, alice)).filter(({ run }) => run.runId === 'run');
      expect(offsetsOf(ofRun)).toEqual([1, 4, 5, 7]);
      expect(await broker.readRun(alice, 'run', 0, 10)).toEqual(ofRun);
      expect(await broker.readRun(alice, 'run', 0, 2)).toEqual(ofRun.slice(0, 2));
      expect(await broker.readRun(alice, 'run', 3, 2)).toEqual(ofRun.slice(1, 3));
      expect(await broker.readRun(alice, 'run', 4, 10)).toEqual(ofRun.slice(2));
      expect(await broker.readRun(alice, 'run', 7, 10)).toEqual([]);
      expect(await broker.readRun(alice, 'nobody', 0, 10)).toEqual([]);
    });
  });
}
