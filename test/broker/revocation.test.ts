import { expect, test } from 'vitest';
import { numberBefore, pointBehind } from '../../src/broker/revocation.ts';

test.each([
  ['behind a revocation', pointBehind('epoch', 3), 3],
  ['behind the newest', pointBehind('epoch', 5), 5],
  ['from the beginning without a point', null, 0],
  ['from the beginning in another store', pointBehind('other', 3), 0],
  ['from the beginning in a store that was taken back', pointBehind('epoch', 6), 0],
  ['from the beginning behind nonsense', 'epoch.three', 0],
])('reading goes on %s', (_, point, number) => {
  expect(numberBefore(point, 'epoch', 5)).toBe(number);
});
