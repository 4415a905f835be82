import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Figures } from './checker.ts';
import { check, nothingWrong } from './checker.ts';
import type { Draft, DraftBatch } from './histories.ts';
import { append, copyOf, deliveryOf, newDraft, observe } from './histories.ts';
import type { Delivery, Outcome, Seen } from './history.ts';

const refused: Outcome = { kind: 'refused', code: 'OUT_OF_ORDER' };
const unknown: Outcome = { kind: 'unknown' };

const userId = fc.constantFrom('alice', 'bob');

const anyBatch = fc.record({
  userId,
  runId: fc.constantFrom('a', 'b', 'c'),
  size: fc.integer({ min: 1, max: 4 }),
  fate: fc.constantFrom<Pick<DraftBatch, 'outcome' | 'isStored'>>(
    {},
    {},
    { outcome: refused },
    { outcome: unknown, isStored: true },
    { outcome: unknown, isStored: false },
  ),
});

const anyObserver = fc.record({
  userId,
  reset: fc.option(fc.record({ behind: fc.nat(20), missing: fc.nat(5) }), { nil: undefined }),
});

/** Any history as it may be after a fault. */
const anyClean = fc
  .record({
    batches: fc.array(anyBatch, { minLength: 4, maxLength: 30 }),
    observers: fc.array(anyObserver, { minLength: 1, maxLength: 4 }),
  })
  .map(({ batches, observers }) => {
    const draft = newDraft();
    for (const { fate, ...batch } of batches) append(draft, { ...batch, ...fate });
    for (const { userId, reset } of observers) {
      const length = draft.log[userId]?.length ?? 0;
      observe(draft, userId, reset && { ...reset, behind: Math.min(reset.behind, length) });
    }
    return draft;
  });

type Choose = <T>(candidates: readonly T[]) => T;

/** Each spoils a history in one place. */
const defects: Partial<Record<keyof Figures, (draft: Draft, pick: Choose) => void>> = {
  lost(draft, pick) {
    const acknowledged = draft.appends.filter(({ outcome }) => outcome.kind === 'acknowledged');
    const victim = pick(acknowledged.flatMap(({ userId, texts }) => texts.map((text) => ({ userId, text }))));
    remove(draft.log[victim.userId] ?? [], ({ text }) => text === victim.text);
    for (const { saw } of draft.observers) {
      remove(saw, (event) => event.kind === 'delivery' && event.text === victim.text);
    }
  },
  doubled(draft, pick) {
    const log = pick(Object.values(draft.log).filter((entries) => entries.length > 0));
    const doubled = pick(log);
    // Where whatever stands for the one stands for the other.
    log.splice(log.indexOf(doubled), 0, copyOf(doubled));
  },
  twice(draft, pick) {
    const { saw, delivery } = pick(deliveriesIn(draft));
    saw.splice(saw.indexOf(delivery), 0, delivery);
  },
  outOfOrder(draft, pick) {
    const { saw, delivery } = pick(followedDeliveriesIn(draft));
    const index = saw.indexOf(delivery);
    saw.splice(index, 2, saw[index + 1] as Seen, delivery);
  },
  wrongUser(draft, pick) {
    const { userId, saw } = pick(draft.observers);
    const foreign = pick(draft.log[userId === 'alice' ? 'bob' : 'alice'] ?? []);
    saw.splice(pick([...saw.keys(), saw.length]), 0, deliveryOf(foreign));
  },
  aborted(draft, pick) {
    const { userId, saw } = pick(draft.observers);
    const text = `${userId}/aborted/1`;
    const vanished = {
      kind: 'delivery',
      text,
      id: 'vanished',
      cursor: 'vanished',
      runId: 'aborted',
      seq: 1,
      at: 0,
    } as const;
    saw.splice(pick([...saw.keys(), saw.length]), 0, vanished);
  },
  undetected(draft, pick) {
    // A StreamReset right before it might stand for it.
    const { saw, delivery } = pick(
      followedDeliveriesIn(draft).filter(
        ({ saw, delivery }) => saw[saw.indexOf(delivery) - 1]?.kind !== 'reset',
      ),
    );
    remove(saw, (event) => event === delivery);
  },
};

function deliveriesIn({ observers }: Draft): { readonly saw: Seen[]; readonly delivery: Delivery }[] {
  return observers.flatMap(({ saw }) =>
    saw.filter((event) => event.kind === 'delivery').map((delivery) => ({ saw, delivery })),
  );
}

const followedDeliveriesIn = (draft: Draft) =>
  deliveriesIn(draft).filter(({ saw, delivery }) => saw[saw.indexOf(delivery) + 1]?.kind === 'delivery');

function remove<T>(values: T[], is: (value: T) => boolean): void {
  const index = values.findIndex(is);
  if (index !== -1) values.splice(index, 1);
}

describe('of any history', () => {
  test('without a defect, nothing is found', () => {
    fc.assert(
      fc.property(anyClean, (draft) => {
        const told = draft.observers.filter(({ saw }) => saw.some(({ kind }) => kind === 'reset')).length;
        expect(check(draft)).toMatchObject({ ...nothingWrong, told });
      }),
    );
  });

  test.each(Object.entries(defects))('with one defect, exactly that is found: %s', (figure, spoil) => {
    fc.assert(
      fc.property(anyClean, fc.nat(), (draft, nth) => {
        const pick: Choose = (candidates) => {
          fc.pre(candidates.length > 0);
          return candidates[nth % candidates.length] as never;
        };
        spoil(draft, pick);
        expect(check(draft)).toMatchObject({ ...nothingWrong, [figure]: 1 });
      }),
    );
  });
});
