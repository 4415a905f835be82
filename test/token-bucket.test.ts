import { expect, test } from 'vitest';
import { TokenBucket } from '../src/token-bucket.ts';

test('a burst may come at once, and what is beyond it has to wait for its share of time', () => {
  let now = 0;
  const bucket = new TokenBucket(10, 20, () => now);
  expect(bucket.isFull).toBe(true);
  bucket.take(20);
  expect([bucket.waitMs, bucket.isFull]).toEqual([0, false]);
  bucket.take(1);
  expect(bucket.waitMs).toBe(100);
  bucket.take(9);
  expect(bucket.waitMs).toBe(1_000);
  now = 999;
  expect(bucket.waitMs).toBeCloseTo(1);
  now = 1_000;
  expect(bucket.waitMs).toBe(0);
});

test('it holds no more than it can', () => {
  let now = 0;
  const bucket = new TokenBucket(10, 20, () => now);
  bucket.take(20);
  now = 1_900;
  expect(bucket.isFull).toBe(false);
  now = 3_600_000;
  expect(bucket.isFull).toBe(true);
  bucket.take(21);
  expect(bucket.waitMs).toBe(100);
});
