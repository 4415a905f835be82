import { describe, expect, test } from 'vitest';
import type { Source, Waker } from '../src/source.ts';
import { SourceIterator } from '../src/source.ts';

/** What is put into it comes out, one after the other; it may be ended, or fail. */
class Queue implements Source<number> {
  readonly #values: number[];
  #failure: Error | null = null;
  #isClosed = false;
  #waker: Waker | null = null;
  waits = 0;

  constructor(...values: readonly number[]) {
    this.#values = [...values];
  }

  get isDone(): boolean {
    return this.#isClosed && this.#failure === null;
  }

  take(): number | null {
    const value = this.#isClosed ? undefined : this.#values.shift();
    if (value !== undefined) return value;
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
    return null;
  }

  wait(waker: Waker): void {
    this.waits++;
    this.#waker = waker;
  }

  put(...values: readonly number[]): void {
    this.#values.push(...values);
    this.#wake();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  #wake(): void {
    const waker = this.#waker;
    this.#waker = null;
    waker?.wake();
  }
}

/** Has something at hand only by the time that it is waited for, and wakes from within. */
class Eager extends Queue {
  #last = 0;

  override wait(waker: Waker): void {
    super.wait(waker);
    if (this.#last === 3) this.close();
    else this.put(++this.#last);
  }
}

const value = (of: number) => ({ done: false, value: of });
const done = { done: true, value: undefined };

describe('An iterator of a source', () => {
  test('gives what is at hand, in order, and then waits', async () => {
    const source = new Queue(1, 2);
    const iterator = new SourceIterator(source);
    expect(await iterator.next()).toEqual(value(1));
    expect(await iterator.next()).toEqual(value(2));
    expect(source.waits).toBe(0);
    const third = iterator.next();
    expect(source.waits).toBe(1);
    source.put(3);
    expect(await third).toEqual(value(3));
  });

  test('takes nothing that nobody has asked for', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const first = iterator.next();
    source.put(1, 2, 3);
    expect(await first).toEqual(value(1));
    expect(source.take()).toBe(2);
    expect(await iterator.next()).toEqual(value(3));
  });

  test('settles several next() in the order of their calls, whether or not there is something', async () => {
    const source = new Queue(1);
    const iterator = new SourceIterator(source);
    const order: number[] = [];
    const all = [0, 1, 2, 3].map(async (index) => {
      const result = await iterator.next();
      order.push(index);
      return result;
    });
    await all[0];
    source.put(2, 3);
    await all[2];
    source.close();
    expect(await Promise.all(all)).toEqual([value(1), value(2), value(3), done]);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('settles a next() that was called later behind those that were called before', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const later = iterator.next().then(() => iterator.next());
    const second = iterator.next();
    source.put(1, 2, 3);
    expect([await second, await later]).toEqual([value(2), value(3)]);
  });

  test('is had by for await, up to the end', async () => {
    const seen: number[] = [];
    for await (const one of new SourceIterator(new Eager())) seen.push(one);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('is woken from within wait, at once', async () => {
    const source = new Eager();
    const iterator = new SourceIterator(source);
    expect(await iterator.next()).toEqual(value(1));
    expect(await Promise.all([iterator.next(), iterator.next(), iterator.next()])).toEqual([
      value(2),
      value(3),
      done,
    ]);
  });

  test('goes on waiting if it was woken for nothing', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const first = iterator.next();
    source.put();
    expect(source.waits).toBe(2);
    source.put(1);
    expect(await first).toEqual(value(1));
  });
});

describe('return()', () => {
  test('settles every next() that waits, and ends the source', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const waiting = [iterator.next(), iterator.next(), iterator.next()];
    expect(await iterator.return()).toEqual(done);
    expect(await Promise.all(waiting)).toEqual([done, done, done]);
    expect(source.isDone).toBe(true);
    expect(await iterator.next()).toEqual(done);
  });

  test('gives up what is still at hand', async () => {
    const iterator = new SourceIterator(new Queue(1, 2));
    for await (const one of iterator) {
      expect(one).toBe(1);
      break;
    }
    expect(await iterator.next()).toEqual(done);
  });
});

describe('A source that fails', () => {
  const failure = new Error('the disk is gone');

  test('rejects the next() that waits, once, and is done', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const waiting = iterator.next();
    source.fail(failure);
    await expect(waiting).rejects.toBe(failure);
    expect(await iterator.next()).toEqual(done);
    expect(await iterator.next()).toEqual(done);
  });

  test('rejects the next() that comes after', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    source.fail(failure);
    await expect(iterator.next()).rejects.toBe(failure);
    expect(await iterator.next()).toEqual(done);
  });

  test('rejects the first of several next() only', async () => {
    const source = new Queue();
    const iterator = new SourceIterator(source);
    const waiting = Promise.allSettled([iterator.next(), iterator.next(), iterator.next()]);
    source.fail(failure);
    expect(await waiting).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value: done },
      { status: 'fulfilled', value: done },
    ]);
  });
});
