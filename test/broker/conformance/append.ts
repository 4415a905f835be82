import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/errors.ts';
import { channelOf } from '../../../src/events/channel.ts';
import type { EventInput } from '../../../src/events/validate.ts';
import { alice, countTo, readAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import type { BatchOptions } from '../../support/events.ts';
import {
  asked,
  batchOf,
  cancelled,
  completed,
  delta,
  deltas,
  executing,
  failed,
  started,
  thinking,
} from '../../support/events.ts';
import { awkwardTexts } from '../../support/texts.ts';
import type { OpenBench } from '../harness.ts';

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
      expect((await broker.read(alice, 'earliest', 0)).newest).toEqual(appended[1]?.position);
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
        await broker.listRuns(alice, { limit: 10, behind: null }),
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
}
