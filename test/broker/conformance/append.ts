import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/errors.ts';
import { channelOf } from '../../../src/events/channel.ts';
import type { Publication } from '../../../src/events/publication.ts';
import type { EventInput } from '../../../src/events/validate.ts';
import { alice, bob, countTo, readAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import type { BatchOptions } from '../../support/events.ts';
import {
  asked,
  batchOf,
  cancelled,
  completed,
  delta,
  deltas,
  done,
  executing,
  failed,
  started,
  thinking,
} from '../../support/events.ts';
import { awkwardTexts } from '../../support/texts.ts';
import type { OpenBench } from '../harness.ts';

const idsOf = (publications: readonly Publication[]) => publications.map(({ id }) => id);

export function appendConformance(open: OpenBench): void {
  describe('an append', () => {
    test('stores the whole batch behind what is stored', async () => {
      const { broker } = await open();
      const first = batchOf('run', [started(), delta('a')]);
      const second = batchOf('run', [delta('b')]);
      const appended = [await broker.append(alice, first), await broker.append(alice, second)];
      expect(appended).toMatchObject([
        { accepted: 2, duplicates: 0, lastSeq: 2, position: { offset: 2 } },
        { accepted: 1, duplicates: 0, lastSeq: 3, position: { offset: 3 } },
      ]);
      const publications = await readAll(broker, alice);
      expect(publications).toMatchObject(
        [...first.events, ...second.events].map(({ id, type, time, body }, index) => ({
          ...{ id, type, time, body },
          offset: index + 1,
          seq: index + 1,
          epoch: appended[0]?.position.epoch,
        })),
      );
    });

    test('says of each event what holds for its run', async () => {
      const { broker } = await open();
      const parent = batchOf('parent', [started({ threadId: 'thread' })]);
      const child = batchOf('child', [
        started({ parentRunId: 'parent', agent: { id: 'a', name: 'searcher' } }),
      ]);
      const grandchild = batchOf('grandchild', [started({ parentRunId: 'child', threadId: 'own' })]);
      for (const batch of [parent, child, grandchild]) await broker.append(alice, batch);
      await broker.append(alice, batchOf('child', [delta('a')]));
      const ofChild = {
        runId: 'child',
        rootRunId: 'parent',
        parentRunId: 'parent',
        ancestors: ['parent'],
        threadId: 'thread',
        agent: { id: 'a', name: 'searcher' },
        startedAt: child.events[0]?.time,
      };
      expect((await readAll(broker, alice)).map(({ run }) => run)).toEqual([
        {
          runId: 'parent',
          rootRunId: 'parent',
          parentRunId: null,
          ancestors: [],
          threadId: 'thread',
          agent: { id: null, name: 'coder' },
          startedAt: parent.events[0]?.time,
        },
        ofChild,
        {
          runId: 'grandchild',
          rootRunId: 'parent',
          parentRunId: 'child',
          ancestors: ['parent', 'child'],
          threadId: 'own',
          agent: { id: null, name: 'coder' },
          startedAt: grandchild.events[0]?.time,
        },
        ofChild,
      ]);
    });

    test('keeps bodies and ids as they are, whatever is in them', async () => {
      const { broker } = await open();
      const runId = 'run: {"😀"} \u2028 %s \' --';
      const channel = channelOf('\ud83d:', '\0"]');
      const batch = batchOf(runId, [
        started({ threadId: 'thread\n😀', agent: { name: 'é' }, input: awkwardTexts }),
        ...awkwardTexts.flatMap((text) => [
          delta(text),
          thinking(text),
          executing('call', { input: { text } }),
        ]),
      ]);
      await broker.append(channel, batch);
      const publications = await readAll(broker, channel);
      expect(publications.map(({ body }) => body)).toEqual(batch.events.map(({ body }) => body));
      expect(publications[0]?.run).toMatchObject({ runId, threadId: 'thread\n😀', agent: { name: 'é' } });
      expect(publications.slice(1).map(({ body }) => JSON.parse(body))).toMatchObject(
        awkwardTexts.flatMap((text) => [{ text }, { text }, { input: { text } }]),
      );
      expect(await broker.findRun(channel, runId)).toMatchObject({ runId });
    });

    test('takes the largest batch', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started(), ...deltas(499)]));
      expect((await readAll(broker, alice)).map(({ seq }) => seq)).toEqual(countTo(500));
    });

    test('without firstSeq stores a repetition again', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()]));
      const repeated = () => broker.append(alice, batchOf('run', [delta('a')]));
      expect([await repeated(), await repeated()]).toMatchObject([
        { accepted: 1, duplicates: 0, lastSeq: 2 },
        { accepted: 1, duplicates: 0, lastSeq: 3 },
      ]);
    });
  });

  describe('a batch out of order', () => {
    const refusals: readonly [string, ErrorCode, readonly EventInput[], BatchOptions?][] = [
      ['new', 'RUN_NOT_STARTED', [delta('a'), delta('b')]],
      ['new', 'RUN_ALREADY_STARTED', [started(), delta('a'), started()]],
      ['new', 'RUN_ENDED', [started(), completed(), delta('a')]],
      ['new', 'RUN_ENDED', [started(), failed(), cancelled()]],
      ['new', 'PARENT_NOT_FOUND', [started({ parentRunId: 'nobody' }), delta('a')]],
      ['new', 'PARENT_NOT_FOUND', [started({ parentRunId: 'new' })]],
      ['new', 'OUT_OF_ORDER', [started()], { firstSeq: 2 }],
      ['running', 'RUN_ALREADY_STARTED', [delta('a'), started()]],
      ['running', 'RUN_ENDED', [delta('a'), completed(), delta('b')]],
      ['running', 'OUT_OF_ORDER', [delta('a')], { firstSeq: 4 }],
      ['owned', 'RUN_HAS_ANOTHER_WRITER', [delta('a')], { writerId: 'two' }],
      ['owned', 'RUN_HAS_ANOTHER_WRITER', [delta('a')]],
      ['owned', 'RUN_HAS_ANOTHER_WRITER', [started()], { firstSeq: 1 }],
      ['ended', 'RUN_ENDED', [delta('a')]],
      ['ended', 'RUN_ENDED', [completed(), delta('a')], { firstSeq: 2 }],
    ];

    test('is refused, and leaves everything as it was', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('running', [started(), asked('question')]));
      await broker.append(alice, batchOf('owned', [started()], { writerId: 'one' }));
      await broker.append(alice, batchOf('ended', [started(), completed()]));
      const state = async () => [
        await readAll(broker, alice),
        await broker.read(alice, 'earliest', 0),
        await broker.listRuns(alice, { limit: 10, beforeOffset: null }),
      ];
      const before = await state();

      for (const [index, [runId, code, events, options]] of refusals.entries()) {
        const refused = broker.append(alice, batchOf(runId, events, options));
        expect(await rejectionOf(refused), `refusal ${index}`).toEqual(errorWith(code));
        expect(await state(), `refusal ${index}`).toEqual(before);
      }
      const next = await broker.append(alice, batchOf('running', [delta('next')]));
      expect(next.position.offset).toBe(6);
    });

    test('names the seq that is expected, where events are missing', async () => {
      const { broker } = await open();
      const early = (firstSeq: number) => broker.append(alice, batchOf('run', [started()], { firstSeq }));
      expect(await rejectionOf(early(2))).toEqual(errorWith('OUT_OF_ORDER', { expectedSeq: 1 }));
      await broker.append(alice, batchOf('run', [started(), delta('a')]));
      expect(await rejectionOf(early(4))).toEqual(errorWith('OUT_OF_ORDER', { expectedSeq: 3 }));
    });
  });

  describe('the fence of a run', () => {
    test('stands from the first batch that names a writer', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()]));
      await broker.append(alice, batchOf('run', [delta('a')], { writerId: 'one' }));
      const another = errorWith('RUN_HAS_ANOTHER_WRITER');
      for (const writerId of ['two', null]) {
        const refused = broker.append(alice, batchOf('run', [delta('b')], { writerId }));
        expect(await rejectionOf(refused)).toEqual(another);
      }
      expect(await broker.append(alice, batchOf('run', [delta('b')], { writerId: 'one' }))).toMatchObject({
        lastSeq: 3,
      });
    });
  });

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
        expect(idsOf(stored)).toEqual(batch.events.map(({ id }) => id));
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

  describe('two users', () => {
    test('may have runs of the same id that never meet', async () => {
      const { broker } = await open();
      await broker.append(
        alice,
        batchOf('run', [started({ threadId: 'hers' }), delta('a')], { writerId: 'one' }),
      );
      expect(await broker.findRun(bob, 'run')).toBeNull();
      expect(await readAll(broker, bob)).toEqual([]);

      const refused = broker.append(bob, batchOf('run', [delta('b')], { writerId: 'one' }));
      expect(await rejectionOf(refused)).toEqual(errorWith('RUN_NOT_STARTED'));
      const his = await broker.append(bob, batchOf('run', [started({ threadId: 'his' }), completed()]));
      expect(his).toMatchObject({ lastSeq: 2, position: { offset: 2 } });

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
      expect(idsOf(await broker.readRun(alice, 'run', 0, 10))).toEqual(idsOf(await readAll(broker, alice)));
      expect((await broker.listRuns(alice, { limit: 10, beforeOffset: null })).runs).toHaveLength(1);
    });

    test('have parents each of their own', async () => {
      const { broker } = await open();
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
