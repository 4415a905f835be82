import { describe, expect, test } from 'vitest';
import type { Release } from '../../../src/broker/broker.ts';
import { alice, bob } from '../../support/brokers.ts';
import type { OpenBench } from '../harness.ts';

export function holdsConformance(open: OpenBench): void {
  describe('what is in use', () => {
    test('has a limit, for each channel and each use by itself', async () => {
      const { broker } = await open();
      const held = [
        await broker.hold(alice, 'connection', 2),
        await broker.hold(alice, 'connection', 2),
        await broker.hold(alice, 'subscription', 1),
        await broker.hold(bob, 'connection', 1),
      ];
      expect(held).not.toContain(null);
      expect(await broker.hold(alice, 'connection', 2)).toBeNull();
      expect(await broker.hold(alice, 'subscription', 1)).toBeNull();
      expect(await broker.hold(alice, 'connection', 3)).not.toBeNull();
    });

    test('is free once it was given back, and one more only, though it is given back twice', async () => {
      const { broker } = await open();
      const first = (await broker.hold(alice, 'connection', 2)) as Release;
      await broker.hold(alice, 'connection', 2);
      first();
      first();
      expect(await broker.hold(alice, 'connection', 2)).not.toBeNull();
      expect(await broker.hold(alice, 'connection', 2)).toBeNull();
    });

    test('is as much as allowed, though many ask at the same time', async () => {
      const { broker } = await open();
      const asked = Array.from({ length: 20 }, () => broker.hold(alice, 'subscription', 7));
      expect((await Promise.all(asked)).filter((release) => release !== null)).toHaveLength(7);
    });
  });
}
