import { expect, onTestFinished, test } from 'vitest';
import type { Revocation } from '../../../src/broker/broker.ts';
import { revocationKeys } from '../../../src/broker/redis/keys.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, openBroker } from './support.ts';

const revoked = (subject: string): Revocation => ({ subject, notBefore: 1, expiresAt: 9e12 });

test('what is revoked after the newest revocation was lost is read by those who had read that one', async () => {
  const server = await RedisProcess.start();
  onTestFinished(() => server.remove());
  const broker = await openBroker(addressOf(server));
  await broker.revoke(revoked('first'));
  const before = await server.command<string>('HGET', revocationKeys.head, 'number');
  await broker.revoke(revoked('lost'));
  const { next } = await broker.revocations(null);

  // As a failover does to a replica that was one write behind.
  await server.command('HSET', revocationKeys.head, 'number', before);
  await server.command('HDEL', revocationKeys.subjects, 'lost');
  for (const key of [revocationKeys.order, revocationKeys.expiry]) await server.command('ZREM', key, 'lost');
  await broker.revoke(revoked('after'));
  const page = await broker.revocations(next);
  expect(page.revocations.map(({ subject }) => subject)).toContain('after');
});
