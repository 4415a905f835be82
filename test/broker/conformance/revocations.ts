import { describe, expect, test } from 'vitest';
import type { Broker, Revocation } from '../../../src/broker/broker.ts';
import { channelOf } from '../../../src/events/channel.ts';
import { alice, countTo, trimAll } from '../../support/brokers.ts';
import { batchOf, started } from '../../support/events.ts';
import { awkwardParts } from '../../support/texts.ts';
import type { OpenBench } from '../harness.ts';

const HOUR = 3_600_000;

/** Everything behind a point, and the point behind that. */
async function readOn(broker: Broker, point: string | null = null) {
  const revocations: Revocation[] = [];
  let after = point;
  for (;;) {
    const page = await broker.revocations(after);
    if (page.revocations.length === 0) return { revocations, next: page.next };
    revocations.push(...page.revocations);
    after = page.next;
  }
}

const subjectsBehind = async (broker: Broker, point: string | null = null) =>
  (await readOn(broker, point)).revocations.map(({ subject }) => subject);

export function revocationsConformance(open: OpenBench, isPersistent: boolean): void {
  describe('a revocation', () => {
    /** A broker, and how to revoke with it what expires in an hour unless said otherwise. */
    const openToRevoke = async () => {
      const bench = await open();
      const revocationOf = (subject: string, rest: Partial<Revocation> = {}): Revocation => ({
        subject,
        notBefore: bench.now(),
        expiresAt: bench.now() + HOUR,
        ...rest,
      });
      const revoke = (subject: string, rest?: Partial<Revocation>) =>
        bench.broker.revoke(revocationOf(subject, rest));
      return { ...bench, revocationOf, revoke };
    };

    test('can be read as it was made, and there are none before', async () => {
      const { broker, revoke, revocationOf } = await openToRevoke();
      expect((await broker.revocations(null)).revocations).toEqual([]);
      await revoke('a');
      await revoke('b', { notBefore: 1000 });
      const expected = [revocationOf('a'), revocationOf('b', { notBefore: 1000 })];
      expect((await readOn(broker)).revocations).toEqual(expected);
    });

    test('is read once by whoever goes on behind it', async () => {
      const { broker, revoke } = await openToRevoke();
      const { next: first } = await readOn(broker);
      await revoke('a');
      const { next: second } = await readOn(broker, first);
      expect(await subjectsBehind(broker, first)).toEqual(['a']);
      expect(await subjectsBehind(broker, second)).toEqual([]);
      await revoke('b');
      await revoke('c');
      expect(await subjectsBehind(broker, second)).toEqual(['b', 'c']);
      expect(await subjectsBehind(broker, first)).toEqual(['a', 'b', 'c']);
      expect(await subjectsBehind(broker)).toEqual(['a', 'b', 'c']);
    });

    test('remains with the latest times of those with the same subject, whatever their order', async () => {
      const { broker, revoke } = await openToRevoke();
      await revoke('twice', { notBefore: 2000, expiresAt: 9e12 });
      await revoke('other');
      const { next } = await readOn(broker);
      await revoke('twice', { notBefore: 1000, expiresAt: 9e12 + 1 });
      const kept = { subject: 'twice', notBefore: 2000, expiresAt: 9e12 + 1 };
      expect(await readOn(broker)).toMatchObject({ revocations: [{ subject: 'other' }, kept] });
      await revoke('twice', { notBefore: 3000, expiresAt: 8e12 });
      expect((await readOn(broker, next)).revocations).toEqual([{ ...kept, notBefore: 3000 }]);
    });

    test('is one of a thousand and more, read page by page', async () => {
      const { broker, revoke } = await openToRevoke();
      const subjects = countTo(1100).map((number) => `user ${number}`);
      await Promise.all(subjects.map((subject) => revoke(subject)));
      const { next } = await readOn(broker);
      expect(await subjectsBehind(broker)).toEqual(subjects);
      expect(await subjectsBehind(broker, next)).toEqual([]);
      await revoke('late');
      expect(await subjectsBehind(broker, next)).toEqual(['late']);
    });

    test('may have any text as its subject', async () => {
      const { broker, revoke } = await openToRevoke();
      const subjects = [
        ...awkwardParts.map((part) => channelOf(part, `x${part}`)),
        ...['', ' ', 'a', 'A', 'a ', ' a', 'a%', 'a_', '*', '{}', 'é', 'e\u0301', '__proto__', '🦊\r\n\t'],
        "'); DROP TABLE revocations; --",
        'long '.repeat(2000),
      ];
      for (const subject of subjects) await revoke(subject);
      expect(await subjectsBehind(broker)).toEqual(subjects);
      for (const subject of subjects) await revoke(subject, { expiresAt: 9e12 });
      const { revocations } = await readOn(broker);
      expect(revocations.map(({ subject }) => subject)).toEqual(subjects);
      expect(revocations.every(({ expiresAt }) => expiresAt === 9e12)).toBe(true);
    });

    test.each([
      ['no point', ''],
      ['one of another store', 'another0.0'],
      ['one that makes no sense', 'a.b.c'],
    ])('is read from the beginning behind %s', async (_, point) => {
      const { broker, revoke } = await openToRevoke();
      await revoke('a');
      await revoke('b');
      expect(await subjectsBehind(broker, point)).toEqual(['a', 'b']);
    });

    test('of a store that was replaced is read, though the point is of the one before', async () => {
      const { broker: before, revoke: revokeBefore } = await openToRevoke();
      for (const subject of ['a', 'b', 'c']) await revokeBefore(subject);
      const { next } = await readOn(before);
      const { broker, revoke } = await openToRevoke();
      for (const subject of ['d', 'e', 'f', 'g']) await revoke(subject);
      expect(await subjectsBehind(broker, next)).toEqual(['d', 'e', 'f', 'g']);
    });

    test('is forgotten once it has expired, and no other', async () => {
      const { broker, pass, revoke, now } = await openToRevoke();
      await revoke('short');
      await revoke('long', { expiresAt: now() + 3 * HOUR });
      const { next } = await readOn(broker);
      await pass(HOUR / 2);
      await trimAll(broker);
      expect(await subjectsBehind(broker)).toEqual(['short', 'long']);
      await pass(HOUR);
      await trimAll(broker);
      expect(await subjectsBehind(broker)).toEqual(['long']);
      await pass(9 * HOUR);
      await trimAll(broker);
      expect(await subjectsBehind(broker)).toEqual([]);
      // However little is left, what comes next is behind what was read.
      await revoke('new');
      expect(await subjectsBehind(broker, next)).toEqual(['new']);
    });

    test('is forgotten in small steps', async () => {
      const { broker, pass, revoke } = await openToRevoke();
      await Promise.all(countTo(1200).map((number) => revoke(`user ${number}`)));
      await pass(2 * HOUR);
      expect(await broker.trim()).toBe(true);
      const left = (await subjectsBehind(broker)).length;
      expect(left).toBeGreaterThan(100);
      expect(left).toBeLessThan(1200);
      expect(await trimAll(broker)).toBeGreaterThan(1);
      expect(await subjectsBehind(broker)).toEqual([]);
      expect(await broker.trim()).toBe(false);
    });

    test('is announced to every watcher, who can read it then', async () => {
      const { broker, revoke } = await openToRevoke();
      const told = countTo(2).map(() => Promise.withResolvers<string[]>());
      for (const { resolve } of told) await broker.watchRevocations(() => resolve(subjectsBehind(broker)));
      await revoke('a');
      expect(await Promise.all(told.map(({ promise }) => promise))).toEqual([['a'], ['a']]);
    });

    test('is announced to nobody who has left, or does not know yet how to, and appends are not', async () => {
      const { broker, revoke } = await openToRevoke();
      const calls: string[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = (name: string) => broker.watchRevocations(() => void calls.push(name));
      const leave = await watch('left');
      await broker.append(alice, batchOf('run', [started()]));
      await broker.watchRevocations(resolve);
      leave();
      leave();
      let isWatching = false;
      const watching = broker.watchRevocations(() => void calls.push(isWatching ? 'knowing' : 'early'));
      const noted = watching.then(() => {
        isWatching = true;
      });
      await Promise.all([revoke('a'), noted]);
      await promise;
      expect(calls.filter((name) => name !== 'knowing')).toEqual([]);
    });

    test('may be made many at a time', async () => {
      const { broker, revoke } = await openToRevoke();
      const notBefores = countTo(50).map((number) => number * 1000);
      await Promise.all(notBefores.map((notBefore) => revoke('same', { notBefore })));
      expect((await readOn(broker)).revocations).toMatchObject([{ subject: 'same', notBefore: 50_000 }]);
    });

    if (isPersistent) {
      test('outlives its broker, and so does the point behind it', async () => {
        const { broker, revoke, reopen, revocationOf } = await openToRevoke();
        await revoke('a');
        const { next } = await readOn(broker);
        await revoke('b');
        const reopened = await reopen();
        expect((await readOn(reopened)).revocations).toEqual([revocationOf('a'), revocationOf('b')]);
        expect(await subjectsBehind(reopened, next)).toEqual(['b']);
      });

      test('never comes behind a point that was read, though all before it are forgotten', async () => {
        const { broker, revoke, reopen, pass, revocationOf } = await openToRevoke();
        for (const subject of ['a', 'b', 'c']) await revoke(subject);
        const { next } = await readOn(broker);
        await pass(2 * HOUR);
        await trimAll(broker);
        const reopened = await reopen();
        await reopened.revoke(revocationOf('d'));
        expect(await subjectsBehind(reopened, next)).toEqual(['d']);
      });
    }
  });
}
