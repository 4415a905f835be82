import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelled, completed, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import {
  cancelRun,
  errorOf,
  followCommands,
  newUser,
  nextCommands,
  startRun,
  startTwoWayServer,
  work,
} from '../support/two-way.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTwoWayServer();
});
afterAll(() => server.close());

describe('cancelRun', () => {
  test('ends a run that nobody has at once', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'run' });
    const events = await server.subscribeWs(user, { start: 'EARLIEST' });
    const { data } = await cancelRun(server, user, 'run');
    expect(data.cancelRun.run).toMatchObject({ status: 'CANCELLED', lastSeq: 2, activity: null });
    const seen = await events.take(3);
    expect(seen.map(({ type }) => type).filter(Boolean)).toEqual(['AGENT_STARTED', 'AGENT_CANCELLED']);
    expect(data.cancelRun.cursor).toBe(seen.findLast(({ seq }) => seq === 2)?.cursor);
    expect((await cancelRun(server, user, 'run')).data.cancelRun.run).toMatchObject({ lastSeq: 2 });
    expect(
      await errorOf(server.tryPublish(user, 'run', [started()], { writerId: 'late', firstSeq: 1 })),
    ).toMatchObject({
      code: 'RUN_ENDED',
    });
  });

  test('tells the workers, once, and leaves the end to them', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    await startRun(server, user, { agent, runId: 'run' });
    await work(server, user, 'run', [started({ agent: { name: agent } })]);
    for (const _ of [1, 2]) {
      const { data } = await cancelRun(server, user, 'run');
      expect(data.cancelRun.run).toMatchObject({ status: 'RUNNING' });
    }
    await startRun(server, user, { agent, runId: 'behind' });
    expect(await nextCommands(commands, 3)).toMatchObject([
      { __typename: 'RunRequested', runId: 'run' },
      { __typename: 'CancelRequested', userId: user, runId: 'run' },
      { __typename: 'RunRequested', runId: 'behind' },
    ]);
    await work(server, user, 'run', [cancelled()]);
    expect((await cancelRun(server, user, 'run')).data.cancelRun.run).toMatchObject({ status: 'CANCELLED' });
  });

  test('of a sub-agent’s run tells those who have the tree', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    await work(server, user, 'root', [started({ agent: { name: agent } })]);
    await work(server, user, 'child', [started({ agent: { name: 'helper' }, parentRunId: 'root' })]);
    await cancelRun(server, user, 'child');
    expect(await nextCommands(commands, 1)).toMatchObject([{ runId: 'child' }]);
  });

  test('of a run that ended otherwise, that is not there or that is another’s is refused', async () => {
    const user = newUser();
    await work(server, user, 'run', [started(), completed()]);
    expect(await errorOf(cancelRun(server, user, 'run'))).toMatchObject({ code: 'RUN_ENDED' });
    const missing = await cancelRun(server, user, 'none');
    const foreign = await cancelRun(server, newUser(), 'run');
    expect(missing.errors?.[0]?.extensions).toMatchObject({ code: 'RUN_NOT_FOUND', retryable: false });
    expect(foreign.errors).toEqual(missing.errors);
  });
});
