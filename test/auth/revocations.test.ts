import { describe, expect, onTestFinished, test } from 'vitest';
import type { RevocationStore } from '../../src/auth/revocation-store.ts';
import type { RevocationsOptions } from '../../src/auth/revocations.ts';
import { Revocations } from '../../src/auth/revocations.ts';
import type { Viewer } from '../../src/auth/viewer.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { AgentwireError } from '../../src/errors.ts';
import { rejectionOf } from '../support/errors.ts';
import { openStore } from '../support/sqlite.ts';
import { awkwardParts } from '../support/texts.ts';

const HOUR = 3_600_000;
const NEVER = 2 ** 31 - 1;
const retention = { maxAgeMs: HOUR, maxCount: 10 };
const newStore = () => new MemoryBroker({ retention });

/** Follows a store for one test. Nothing is found by polling unless that is asked for. */
async function open(store: RevocationStore = newStore(), options: Partial<RevocationsOptions> = {}) {
  const errors: [string, unknown][] = [];
  const revocations = await Revocations.open(store, {
    maxLifetimeMs: HOUR,
    clockToleranceMs: 5_000,
    pollMs: NEVER,
    onError: (...error) => void errors.push(error),
    ...options,
  });
  onTestFinished(() => revocations.close());
  return { revocations, errors };
}

const viewerOf = (rest: Partial<Viewer> = {}): Viewer => ({
  userId: 'alice',
  tenantId: null,
  scopes: [],
  issuedAt: 0,
  expiresAt: 9e12,
  tokenId: null,
  ...rest,
});

/** Resolves when more is revoked. */
function nextNews(revocations: Revocations): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = revocations.onRevoked(() => {
    stop();
    resolve();
    return 0;
  });
  return promise;
}

/** A store with somebody in between, who may fail it, hold it up, and keep its announcements. */
class Meddled implements RevocationStore {
  inner: RevocationStore;
  reads = 0;
  isFailing = false;
  announces = true;
  behindRead: () => unknown = () => {};
  behindRevoke: () => unknown = () => {};
  watching = 0;
  #wake = () => {};

  constructor(inner: RevocationStore = newStore()) {
    this.inner = inner;
  }

  async revoke(...args: Parameters<RevocationStore['revoke']>) {
    if (this.isFailing) throw new AgentwireError('UNAVAILABLE');
    await this.inner.revoke(...args);
    await this.behindRevoke();
  }

  async revocations(after: string | null) {
    this.reads++;
    this.#wake();
    if (this.isFailing) throw new AgentwireError('UNAVAILABLE');
    const page = await this.inner.revocations(after);
    await this.behindRead();
    return page;
  }

  async watchRevocations(onRevoked: () => void) {
    const unwatch = await this.inner.watchRevocations(() => this.announces && onRevoked());
    this.watching++;
    return () => {
      this.watching--;
      unwatch();
    };
  }

  /** Resolves once it was read so many times more. */
  async readAgain(times: number): Promise<void> {
    for (const until = this.reads + times; this.reads < until; ) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

describe('a token is revoked', () => {
  test('by its user, if it was issued before', async () => {
    const { revocations } = await open();
    expect(revocations.covers(viewerOf())).toBe(false);
    const { notBefore } = await revocations.revokeUser(null, 'alice');
    const covers = (issuedAt: number | null) => revocations.covers(viewerOf({ issuedAt }));
    expect(covers(0)).toBe(true);
    expect(covers(notBefore - 1000)).toBe(true);
    expect(covers(null)).toBe(true);
    expect(covers(notBefore)).toBe(false);
    expect(covers(notBefore + 1000)).toBe(false);
  });

  test.each([
    [1_700_000_000_000, 1_700_000_000_000],
    [1_700_000_000_001, 1_700_000_001_000],
    [1_700_000_000_999, 1_700_000_001_000],
  ])('by its user at %d, if it was issued before the second that ends then: %d', async (now, notBefore) => {
    const { revocations } = await open(newStore(), { now: () => now });
    expect(await revocations.revokeUser(null, 'alice')).toEqual({ notBefore, ended: 0 });
    // What was issued before now, with an `iat` rounded down.
    const issuedAt = Math.floor((now - 1) / 1000) * 1000;
    expect(revocations.covers(viewerOf({ issuedAt }))).toBe(true);
  });

  test('by its id, whenever it was issued', async () => {
    const { revocations } = await open();
    expect(await revocations.revokeToken(null, 'one')).toMatchObject({ ended: 0 });
    expect(revocations.covers(viewerOf({ tokenId: 'one', issuedAt: 9e12 }))).toBe(true);
    expect(revocations.covers(viewerOf({ tokenId: 'one', issuedAt: null }))).toBe(true);
    expect(revocations.covers(viewerOf({ tokenId: 'two' }))).toBe(false);
    expect(revocations.covers(viewerOf({ tokenId: null }))).toBe(false);
  });

  test.each([
    [null, 'null'],
    ['"', ','],
    ['user', 'token'],
  ])('and no other one, of whatever tenant, user and id: %j, %j', async (tenantId, id) => {
    const ids = [...awkwardParts, '","', 'user', 'token', 'x","y'];
    const viewers = [null, ...ids].flatMap((tenant) =>
      ids.flatMap((own) => [
        viewerOf({ tenantId: tenant, userId: own }),
        viewerOf({ tenantId: tenant, userId: '-', tokenId: own }),
      ]),
    );
    const { revocations: ofUser } = await open();
    await ofUser.revokeUser(tenantId, id);
    const { revocations: ofToken } = await open();
    await ofToken.revokeToken(tenantId, id);
    for (const viewer of viewers) {
      const isOfTenant = viewer.tenantId === tenantId;
      expect(ofUser.covers(viewer)).toBe(isOfTenant && viewer.userId === id);
      expect(ofToken.covers(viewer)).toBe(isOfTenant && viewer.tokenId === id);
    }
  });

  test('for as long as it could be valid, and then forgotten', async () => {
    let now = 1_700_000_000_000;
    const store = newStore();
    const options = { now: () => now };
    const { revocations } = await open(store, options);
    const { notBefore } = await revocations.revokeUser(null, 'alice');
    const { revocations: kept } = await store.revocations(null);
    expect(kept).toMatchObject([{ notBefore, expiresAt: notBefore + HOUR + 10_000 }]);

    now = notBefore + HOUR + 10_000;
    await revocations.revokeUser(null, 'bob');
    expect(revocations.covers(viewerOf())).toBe(true);
    now++;
    await revocations.revokeUser(null, 'carol');
    expect(revocations.covers(viewerOf())).toBe(false);
    expect((await open(store, options)).revocations.covers(viewerOf())).toBe(false);
    expect(revocations.covers(viewerOf({ userId: 'bob' }))).toBe(true);
  });

  test('by the later of two revocations, though the clock went back', async () => {
    let now = 1_700_000_000_000;
    const store = new Meddled();
    store.announces = false;
    const { revocations } = await open(store, { now: () => now });
    await revocations.revokeUser(null, 'alice');
    now -= 60_000;
    await revocations.revokeUser(null, 'alice');
    expect(revocations.covers(viewerOf({ issuedAt: 1_700_000_000_000 - 1000 }))).toBe(true);
  });

  test('not, if the store does not take the revocation', async () => {
    const store = new Meddled();
    const { revocations } = await open(store);
    revocations.onRevoked(() => expect.unreachable());
    store.isFailing = true;
    expect(await rejectionOf(revocations.revokeUser(null, 'alice'))).toBeInstanceOf(AgentwireError);
    expect(revocations.covers(viewerOf())).toBe(false);
  });
});

describe('whoever listens', () => {
  test('is called behind every revocation, and what it ended is summed up', async () => {
    const { revocations } = await open();
    const covered: boolean[] = [];
    revocations.onRevoked(() => {
      covered.push(revocations.covers(viewerOf()));
      return 2;
    });
    const stop = revocations.onRevoked(() => 3);
    expect(await revocations.revokeUser(null, 'alice')).toMatchObject({ ended: 5 });
    stop();
    expect(await revocations.revokeToken(null, 'one')).toMatchObject({ ended: 2 });
    expect(covered).toEqual([true, true]);
  });

  test.each(['memory', 'SQLite'])('ends nothing twice, though %s announces it too', async (kind) => {
    const store = kind === 'memory' ? newStore() : (await openStore()).broker;
    const { revocations } = await open(store);
    let live = 3;
    let calls = 0;
    revocations.onRevoked(() => {
      calls++;
      return live-- > 0 ? 1 : 0;
    });
    for (const userId of ['alice', 'bob', 'carol', 'dave']) {
      const { ended } = await revocations.revokeUser(null, userId);
      expect(ended).toBe(userId === 'dave' ? 0 : 1);
    }
    expect(calls).toBe(4);
  });

  test('is counted, though the revocation came back from the store before the store had answered', async () => {
    const store = new Meddled();
    const { revocations } = await open(store);
    store.behindRevoke = () => nextNews(revocations);
    revocations.onRevoked(() => 7);
    expect(await revocations.revokeUser(null, 'alice')).toMatchObject({ ended: 7 });
    expect(await revocations.revokeToken(null, 'one')).toMatchObject({ ended: 7 });
  });
});

describe('a revocation made elsewhere', () => {
  test('takes effect when it is announced', async () => {
    const store = newStore();
    const { revocations } = await open(store);
    const { revocations: elsewhere } = await open(store);
    const news = nextNews(revocations);
    await elsewhere.revokeUser('acme', 'alice');
    await news;
    expect(revocations.covers(viewerOf({ tenantId: 'acme' }))).toBe(true);
    expect(revocations.covers(viewerOf())).toBe(false);
  });

  test('takes effect though it is announced while the store is read', async () => {
    const store = new Meddled();
    const { revocations } = await open(store);
    const { revocations: elsewhere } = await open(store.inner);
    // The second read that the first one causes finds nothing more, but was not heard of yet.
    let reads = 0;
    store.behindRead = async () => {
      if (++reads === 2) await elsewhere.revokeUser(null, 'bob');
    };
    const both = nextNews(revocations).then(() => nextNews(revocations));
    await elsewhere.revokeUser(null, 'alice');
    await both;
    expect(revocations.covers(viewerOf({ userId: 'bob' }))).toBe(true);
  });

  test('takes effect without an announcement, through another broker on the same file', async () => {
    const { broker, path } = await openStore();
    const { broker: other } = await openStore({ path });
    const { revocations } = await open(broker, { pollMs: 20 });
    const { revocations: elsewhere } = await open(other);
    const news = nextNews(revocations);
    await elsewhere.revokeUser(null, 'alice');
    await news;
    expect(revocations.covers(viewerOf())).toBe(true);
  });

  test('takes effect by default as well, though announcements are lost and nothing else was said', async () => {
    const store = new Meddled();
    store.announces = false;
    const { revocations } = await open(store, { pollMs: undefined });
    const { revocations: elsewhere } = await open(store.inner);
    const news = nextNews(revocations);
    await elsewhere.revokeToken(null, 'one');
    await news;
    expect(revocations.covers(viewerOf({ tokenId: 'one' }))).toBe(true);
  });

  test('is known from the beginning if it was made before', async () => {
    const { broker, path } = await openStore();
    const { revocations: before } = await open(broker);
    for (const number of Array(1500).keys()) void before.revokeToken(null, `token ${number}`);
    await before.revokeUser(null, 'alice');
    await broker.close();
    const { revocations } = await open((await openStore({ path })).broker);
    expect(revocations.covers(viewerOf())).toBe(true);
    expect(revocations.covers(viewerOf({ userId: 'bob', tokenId: 'token 1499' }))).toBe(true);
  });

  test('takes effect though it is of another store, in the place of the one before', async () => {
    const store = new Meddled();
    const { revocations } = await open(store, { pollMs: 5 });
    await revocations.revokeUser(null, 'alice');
    await store.readAgain(2);
    store.inner = newStore();
    const { revocations: elsewhere } = await open(store.inner);
    const news = nextNews(revocations);
    await elsewhere.revokeUser(null, 'bob');
    await news;
    for (const userId of ['alice', 'bob']) expect(revocations.covers(viewerOf({ userId }))).toBe(true);
  });
});

describe('a store that cannot be read', () => {
  test('is told of once until it can be again, and then read on', async () => {
    const store = new Meddled();
    const { revocations, errors } = await open(store, { pollMs: 5 });
    for (const outage of [1, 2]) {
      store.isFailing = true;
      await store.readAgain(4);
      expect(errors).toHaveLength(outage);
      expect(errors.at(-1)).toEqual(['revocations', expect.any(AgentwireError)]);
      store.isFailing = false;
      const userId = `user ${outage}`;
      const news = nextNews(revocations);
      await (await open(store.inner)).revocations.revokeUser(null, userId);
      await news;
      expect(revocations.covers(viewerOf({ userId }))).toBe(true);
    }
  });

  test('is not opened, and not watched any more', async () => {
    const store = new Meddled();
    store.isFailing = true;
    expect(await rejectionOf(open(store))).toBeInstanceOf(AgentwireError);
    expect(store).toMatchObject({ watching: 0, reads: 1 });
  });
});

test('once closed, the store is neither read nor watched', async () => {
  const inner = newStore();
  const [closing, staying] = [new Meddled(inner), new Meddled(inner)];
  const { revocations } = await open(closing, { pollMs: 1 });
  const { revocations: elsewhere } = await open(staying, { pollMs: 1 });
  await closing.readAgain(2);
  closing.behindRead = () => revocations.close();
  await closing.readAgain(1);
  await elsewhere.revokeUser(null, 'alice');
  const { reads } = closing;
  await staying.readAgain(20);
  expect(closing).toMatchObject({ watching: 0, reads });
});
