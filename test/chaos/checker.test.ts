import { describe, expect, test } from 'vitest';
import type { Figures } from './checker.ts';
import { check, nothingWrong } from './checker.ts';
import type { Draft } from './histories.ts';
import { append, copyOf, deliveryOf, newDraft, observe, resetAt } from './histories.ts';
import type { Outcome, Seen, Stored } from './history.ts';

const clean = { ...nothingWrong, told: 0 };
const refused: Outcome = { kind: 'refused', code: 'OUT_OF_ORDER' };
const unknown: Outcome = { kind: 'unknown' };

/** Alice's log: run a 1 2 3, run b 1 2, run a 4 5; bob's: run a 1 2. Two observers of alice's, one of bob's. */
function sample(): Draft {
  const draft = newDraft();
  append(draft, { userId: 'alice', runId: 'a', size: 3 });
  append(draft, { userId: 'alice', runId: 'b', size: 2 });
  append(draft, { userId: 'bob', runId: 'a', size: 2 });
  append(draft, { userId: 'alice', runId: 'a', size: 2 });
  for (const userId of ['alice', 'alice', 'bob']) observe(draft, userId);
  return draft;
}

const sawOf = (draft: Draft, observer = 0) => draft.observers[observer]?.saw as Seen[];
const logOf = (draft: Draft, userId = 'alice') => draft.log[userId] as Stored[];

interface Case {
  readonly what: string;
  readonly spoil: (draft: Draft) => void;
  readonly figures: Partial<Figures>;
}

const cases: readonly Case[] = [
  { what: 'nothing wrong', spoil: () => {}, figures: {} },
  {
    what: 'an acknowledged event that nobody has',
    spoil(draft) {
      logOf(draft).splice(2, 1);
      for (const observer of [0, 1]) sawOf(draft, observer).splice(2, 1);
    },
    figures: { lost: 1 },
  },
  {
    what: 'an acknowledged batch in the log of another user',
    spoil(draft) {
      logOf(draft).push(...logOf(draft, 'bob').splice(0));
      draft.observers.pop();
      for (const observer of [0, 1])
        sawOf(draft, observer).push(
          ...logOf(draft)
            .slice(-2)
            .map((s) => deliveryOf(s)),
        );
    },
    // In the log, and at both observers.
    figures: { lost: 2, wrongUser: 6 },
  },
  {
    what: 'an event that the log has twice',
    spoil: (draft) => void logOf(draft).push(copyOf(logOf(draft)[1] as Stored)),
    figures: { doubled: 1 },
  },
  {
    what: 'an event that the log has twice, and an observer of it',
    spoil(draft) {
      const copy = copyOf(logOf(draft)[6] as Stored);
      logOf(draft).push(copy);
      sawOf(draft).push(deliveryOf(copy));
    },
    figures: { doubled: 1, twice: 1 },
  },
  {
    what: 'an event that an observer is given twice',
    spoil: (draft) => void sawOf(draft).splice(4, 0, sawOf(draft)[1] as Seen),
    figures: { twice: 1 },
  },
  {
    what: 'a stream that is read anew behind a StreamReset',
    spoil: (draft) => void sawOf(draft).splice(4, 0, resetAt(1e9), ...sawOf(draft).slice(0, 4)),
    figures: { told: 1 },
  },
  {
    what: 'two events that change places',
    spoil: (draft) => void sawOf(draft).splice(3, 0, ...sawOf(draft).splice(4, 1)),
    figures: { outOfOrder: 1 },
  },
  {
    what: 'an event that comes late',
    spoil: (draft) => void sawOf(draft).push(...sawOf(draft).splice(2, 1)),
    figures: { outOfOrder: 1 },
  },
  {
    what: 'two events that come late, in order',
    spoil: (draft) => void sawOf(draft).push(...sawOf(draft).splice(3, 2)),
    figures: { outOfOrder: 2 },
  },
  {
    what: 'a log in which a run goes backwards',
    spoil(draft) {
      logOf(draft).splice(1, 0, ...logOf(draft).splice(2, 1));
      for (const observer of [0, 1])
        sawOf(draft, observer).splice(1, 0, ...sawOf(draft, observer).splice(2, 1));
    },
    figures: { outOfOrder: 2 },
  },
  {
    what: 'an event of another user’s',
    spoil: (draft) => void sawOf(draft).splice(1, 0, deliveryOf(logOf(draft, 'bob')[1] as Stored)),
    figures: { wrongUser: 1 },
  },
  {
    what: 'an event that was delivered and then not kept',
    spoil(draft) {
      append(draft, { userId: 'alice', runId: 'c', size: 1, outcome: unknown });
      const vanished = logOf(draft).pop() as Stored;
      for (const observer of [0, 1]) sawOf(draft, observer).push(deliveryOf(vanished));
    },
    figures: { aborted: 1 },
  },
  {
    what: 'an event that was not kept, and stored again for its publisher’s retry',
    spoil(draft) {
      const last = logOf(draft).pop() as Stored;
      logOf(draft).push(copyOf(last));
      for (const observer of [0, 1]) sawOf(draft, observer).push(resetAt(1e9), deliveryOf(copyOf(last)));
    },
    figures: { aborted: 1, told: 2 },
  },
  {
    what: 'an event that was refused and is there',
    spoil(draft) {
      append(draft, { userId: 'bob', runId: 'b', size: 1, outcome: refused, isStored: true });
      sawOf(draft, 2).push(deliveryOf(logOf(draft, 'bob').at(-1) as Stored));
    },
    figures: { aborted: 1 },
  },
  {
    what: 'what was refused, or might have been stored, and is not there',
    spoil(draft) {
      append(draft, { userId: 'alice', runId: 'b', size: 2, outcome: refused });
      append(draft, { userId: 'alice', runId: 'b', size: 2, outcome: unknown, isStored: false });
    },
    figures: {},
  },
  {
    what: 'an event that an observer is not given',
    spoil: (draft) => void sawOf(draft).splice(3, 1),
    figures: { undetected: 1 },
  },
  {
    what: 'an observer to whom nothing comes any more',
    spoil: (draft) => void sawOf(draft).splice(4),
    figures: { undetected: 3 },
  },
  {
    what: 'a StreamReset in place of events',
    spoil: (draft) => void sawOf(draft).splice(2, 3, resetAt(1e9)),
    figures: { told: 1 },
  },
  {
    what: 'a StreamReset in place of events, which does not stand for one that comes before',
    spoil(draft) {
      sawOf(draft).splice(2, 3, resetAt(1e9));
      sawOf(draft).splice(0, 1);
    },
    figures: { told: 1, undetected: 1 },
  },
  {
    what: 'a StreamReset in place of events, which does not stand for one that comes later',
    spoil(draft) {
      sawOf(draft).splice(4, 1);
      sawOf(draft).splice(2, 1, resetAt(1e9));
    },
    figures: { told: 1, undetected: 1 },
  },
  {
    what: 'a StreamReset behind an event that was lost and then stored again, behind others',
    spoil(draft) {
      const before = { ...deliveryOf(logOf(draft)[5] as Stored), cursor: 'before' };
      sawOf(draft).splice(3, 2, before, resetAt(1e9));
    },
    figures: { told: 1 },
  },
  {
    what: 'events that were lost and then stored again in another order',
    spoil(draft) {
      const before = [6, 4].map((i) => ({ ...deliveryOf(logOf(draft)[i] as Stored), cursor: `before ${i}` }));
      sawOf(draft).splice(3, 2, ...before, resetAt(1e9));
    },
    figures: { told: 1 },
  },
  {
    what: 'silence behind a StreamReset, though events were appended after it',
    // The last batch of alice's was appended at 4.
    spoil: (draft) => void sawOf(draft).splice(3, 4, resetAt(3.5)),
    figures: { told: 1, undetected: 2 },
  },
];

describe('the checker', () => {
  test.each(cases)('$what', ({ spoil, figures }) => {
    const draft = sample();
    spoil(draft);
    expect(check(draft)).toMatchObject({ ...clean, ...figures });
  });

  test('counts what was acknowledged', () => {
    const draft = sample();
    append(draft, { userId: 'alice', runId: 'b', size: 2, outcome: refused });
    expect(check(draft)).toMatchObject({ acknowledged: 9 });
  });

  describe('time until live again', () => {
    /** The events of alice's last batch are appended at 4 and come to each of her observers when it is said. */
    const liveAgain = (faults: readonly number[], ...times: readonly number[]) => {
      const draft = newDraft();
      for (const runId of ['a', 'b', 'c', 'd']) append(draft, { userId: 'alice', runId, size: 1 });
      for (const at of times) {
        const saw = logOf(draft).map((stored, index) => deliveryOf(stored, index === 3 ? at : 3.8));
        draft.observers.push({ name: 'an observer', userId: 'alice', saw });
      }
      draft.faults.push(...faults);
      return check(draft).liveAgainMs;
    };

    test('is there with a fault only', () => expect(liveAgain([], 10)).toBeNull());

    test('is until the first event that was appended after the fault', () => {
      expect(liveAgain([3.5], 10)).toEqual({ p50: 6.5, max: 6.5 });
      expect(liveAgain([2.5], 10)?.max).toBeCloseTo(1.3);
    });

    test('is told of the one in the middle and of the slowest', () => {
      expect(liveAgain([3.5], 63.5, 13.5, 23.5)).toEqual({ p50: 20, max: 60 });
      expect(liveAgain([3.5], 63.5, 13.5, 23.5, 33.5)).toEqual({ p50: 20, max: 60 });
    });

    test('is never where there is no such event', () => {
      expect(liveAgain([4.5], 10)).toEqual({ p50: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY });
    });

    test('counts from each of several faults', () => {
      expect(liveAgain([3.5, 3.9], 10)?.p50).toBeCloseTo(6.1);
      expect(liveAgain([3.5, 3.9], 10)?.max).toBeCloseTo(6.5);
    });
  });
});
