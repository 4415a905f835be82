import { expect, test } from 'vitest';
import { createTurns } from '../../src/server/turns.ts';

test('callers go on in order, one in each turn of the event loop', async () => {
  const nextTurn = createTurns();
  let turn = 0;
  let isCounting = true;
  const count = () => {
    turn++;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);

  const order: number[] = [];
  const turns = await Promise.all(
    [1, 2, 3, 4].map(async (caller) => {
      await nextTurn();
      order.push(caller);
      return turn;
    }),
  );
  isCounting = false;
  expect(order).toEqual([1, 2, 3, 4]);
  expect(new Set(turns).size).toBe(4);
});
