import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { keepTrimming } from '../../src/broker/retention.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Keeps trimming a broker whose steps answer with the given function. */
function trimming(step: () => Promise<boolean>) {
  const trim = vi.fn(step);
  const onError = vi.fn();
  return { trim, onError, stop: keepTrimming({ trim } as Partial<Broker> as Broker, onError) };
}

test('steps follow each other closely as long as there is more, and rarely once there is not', async () => {
  const answers = [true, true, true];
  const { trim, stop } = trimming(async () => answers.shift() ?? false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(trim).toHaveBeenCalledTimes(4);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(trim).toHaveBeenCalledTimes(6);
  stop();
});

test('a step that fails is told of, and not the last', async () => {
  const error = new Error('full');
  const { trim, onError, stop } = trimming(() => Promise.reject(error));
  await vi.advanceTimersByTimeAsync(11_000);
  expect(trim).toHaveBeenCalledTimes(3);
  expect(onError).toHaveBeenCalledTimes(3);
  expect(onError).toHaveBeenCalledWith('retention', error);
  stop();
});

test('no step follows the one that was under way when it was stopped', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { trim, stop } = trimming(() => promise);
  await vi.advanceTimersByTimeAsync(1000);
  stop();
  resolve(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(trim).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
