import { describe, expect, test } from 'vitest';
import type { Connect } from '../../support/clients.ts';
import { completed, delta, deltas, started } from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';
import { watch } from '../../support/server.ts';
import { signToken, workerToken } from '../../support/tokens.ts';

export function isolation(server: () => TestServer, connect: Connect): void {
  describe('isolation', () => {
    test('two users of the same run ids see their own events only', async () => {
      const alice = await server().watch(connect, 'own-alice', { start: 'EARLIEST' });
      const bob = await server().watch(connect, 'own-bob', { start: 'EARLIEST' });
      await Promise.all([alice.caughtUp(), bob.caughtUp()]);
      for (const part of ['one', 'two', 'three']) {
        await server().publish('own-alice', `run ${part}`, [started(), delta(`alice ${part}`), completed()]);
        await server().publish('own-bob', `run ${part}`, [started(), delta(`bob ${part}`), completed()]);
      }
      const texts = async (stream: typeof alice) =>
        (await stream.take(9)).flatMap(({ text }) => (text === undefined ? [] : [text]));
      expect(await texts(alice)).toEqual(['alice one', 'alice two', 'alice three']);
      expect(await texts(bob)).toEqual(['bob one', 'bob two', 'bob three']);
    });

    test('another user’s cursor reveals nothing of its stream', async () => {
      await server().publish('mine', 'run', [started(), delta('mine')]);
      await server().publish('theirs', 'run', [started(), ...deltas(5)]);
      const theirs = await server().watch(connect, 'theirs', { start: 'EARLIEST' });
      for (const { cursor } of await theirs.caughtUp()) {
        const stream = await server().watch(connect, 'mine', { after: cursor });
        const events = await stream.caughtUp();
        expect(
          events.map(({ text }) => text).filter((text) => text !== undefined && text !== 'mine'),
        ).toEqual([]);
        // What it answers, a reset, is what it says to any cursor that is none of this stream.
        expect(events[0]?.resetReason).toMatch(/^(STREAM_REPLACED|CURSOR_AHEAD)$/);
      }
    });

    test('the runId of another user’s run is that of a run to come', async () => {
      await server().publish('runs-alice', 'secret', [started()]);
      const bob = await server().watch(connect, 'runs-bob', { start: 'EARLIEST', runId: 'secret' });
      expect(await bob.caughtUp()).toMatchObject([{ replayed: 0 }]);
      await server().publish('runs-alice', 'secret', [delta('for alice'), completed()]);
      await server().publish('runs-bob', 'secret', [started(), delta('for bob'), completed()]);
      await bob.completed();
      expect(bob.received.map(({ text, type }) => text ?? type)).toEqual([
        undefined,
        'AGENT_STARTED',
        'for bob',
        'AGENT_COMPLETED',
      ]);
    });

    test('the same user id in another tenant, or in none, is another user', async () => {
      const tenants = ['one', 'two', undefined];
      const streams = [];
      for (const tenant of tenants) {
        const client = await server().connect(connect, 'tenants', await signToken('tenants', { tenant }));
        streams.push(client.subscribe(watch({ start: 'EARLIEST' })));
      }
      for (const tenant of tenants) {
        const token = await workerToken({ tenant });
        await server().publish('tenants', 'run', [started(), delta(`of ${tenant}`), completed()], { token });
      }
      for (const [index, stream] of streams.entries()) {
        await stream.takeUntil(({ __typename }) => __typename === 'AgentCompleted');
        const texts = stream.received.flatMap(({ text }) => (text === undefined ? [] : [text]));
        expect(texts).toEqual([`of ${tenants[index]}`]);
      }
    });
  });
}
