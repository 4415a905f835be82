import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { renewalDelayMs, renewalRetryDelayMs, timesIn } from '../../src/client/session-times.ts';

const MINUTE_MS = 60_000;

describe.each([0, 0.5, 0.999])('with a jitter of %f', (random) => {
  test.each([
    // What is left, and between which bounds it is renewed.
    [24 * 60 * MINUTE_MS, 18 * 60 * MINUTE_MS, 20.5 * 60 * MINUTE_MS],
    [60 * MINUTE_MS, 45 * MINUTE_MS, 51 * MINUTE_MS],
    [20_000, 15_000, 15_000],
    [10_000, 5_000, 5_000],
    [2_000, 1_000, 1_000],
  ])('what lasts for %d ms is renewed in time', (leftMs, earliestMs, latestMs) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    onTestFinished(() => void vi.restoreAllMocks());
    const delayMs = renewalDelayMs(leftMs);
    expect(delayMs).toBeGreaterThanOrEqual(earliestMs);
    expect(delayMs).toBeLessThanOrEqual(latestMs);
    const retryMs = renewalRetryDelayMs(leftMs);
    expect(retryMs).toBeGreaterThan(leftMs / 6);
    expect(retryMs).toBeLessThan(leftMs / 3);
  });
});

test('the times of a session are read from instants', () => {
  const [expiresAt, serverTime] = ['2026-01-31T09:35:00.000Z', '2026-01-31T09:30:00.250Z'];
  const times = { expiresAt: Date.parse(expiresAt), serverTime: Date.parse(serverTime) };
  expect(timesIn({ expiresAt, serverTime })).toEqual(times);
  // As a reviver may make them.
  expect(timesIn({ expiresAt: new Date(expiresAt), serverTime: new Date(serverTime) })).toEqual(times);
});

test.each([
  [undefined],
  [{}],
  [{ expiresAt: '2026-01-31T09:35:00.000Z' }],
  [{ expiresAt: 'soon', serverTime: 'now' }],
])('%j says nothing of a session', (payload) => {
  expect(timesIn(payload)).toBeNull();
});
