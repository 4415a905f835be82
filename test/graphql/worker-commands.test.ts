import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSse } from '../support/clients.ts';
import { asked, cancelled, completed, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { signToken, workerToken } from '../support/tokens.ts';
import {
  cancelRun,
  errorOf,
  followCommands,
  newUser,
  nextCommands,
  resolveInput,
  startRun,
  startTwoWayServer,
  watchCommands,
  work,
  workToken,
} from '../support/two-way.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTwoWayServer();
});
afterAll(() => server.close());

describe('workerCommands', () => {
  test.each([undefined, 'agentwire:publish', 'agentwire:ops'])('is not for the scope %s', async (scope) => {
    const commands = await watchCommands(server, { token: await signToken('worker', { scope }) });
    expect(await commands.ended).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  test('has what is open of what was asked before, and goes on behind a cursor', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const fields = { agent: { name: agent } };
    for (const runId of ['open', 'taken', 'over']) await startRun(server, user, { agent, runId });
    await work(server, user, 'taken', [started(fields), asked('ask')]);
    await work(server, user, 'over', [started(fields), asked('ask')]);
    await cancelRun(server, user, 'over');
    await resolveInput(server, user, { runId: 'taken', response: 'yes' });
    await work(server, user, 'over', [cancelled()]);
    const commands = await watchCommands(server, { agent });
    const [open, submitted, caughtUp] = await nextCommands(commands, 3);
    expect([open, submitted, caughtUp]).toMatchObject([
      { __typename: 'RunRequested', runId: 'open' },
      { __typename: 'InputSubmitted', runId: 'taken' },
      { __typename: 'CaughtUp', replayed: 2 },
    ]);
    const behind = await watchCommands(server, { agent, after: open?.cursor ?? '', connect: connectSse });
    expect(await nextCommands(behind, 2)).toMatchObject([
      { __typename: 'InputSubmitted', runId: 'taken' },
      { __typename: 'CaughtUp', replayed: 1 },
    ]);
  });

  test('is of the own tenant alone', async () => {
    const agent = 'shared name';
    const ours = await followCommands(server, { agent });
    const theirs = await followCommands(server, { agent, token: await workToken({ tenant: 'other' }) });
    const token = await signToken('alice', { tenant: 'other' });
    const query = 'mutation($input: StartRunInput!) { startRun(input: $input) { run { id } } }';
    await server.query({ token }, query, { input: { agent, input: 1, runId: 'theirs' } });
    await startRun(server, newUser(), { agent, runId: 'ours' });
    expect(await nextCommands(ours, 1)).toMatchObject([{ runId: 'ours' }]);
    expect(await nextCommands(theirs, 1)).toMatchObject([{ runId: 'theirs' }]);
  });

  test('refuses a cursor that is none', async () => {
    const commands = await watchCommands(server, { after: 'nonsense' });
    expect(await commands.ended).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_INVALID' } }] });
  });
});

describe('renewLeases', () => {
  const document = `mutation Renew($runs: [RunRefInput!]!) {
    renewLeases(writerId: "worker-1", runs: $runs) { leaseMs lost { userId runId } }
  }`;

  test('says for how long runs are the worker’s, and which are not', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'mine' });
    await work(server, user, 'mine', [started()]);
    await work(server, user, 'theirs', [started()], 'worker-2');
    await work(server, user, 'over', [started(), completed()]);
    const runs = ['mine', 'theirs', 'over', 'none'].map((runId) => ({ userId: user, runId }));
    const { data } = await server.query({ token: await workToken() }, document, { runs });
    expect(data.renewLeases).toEqual({ leaseMs: 30_000, lost: runs.slice(1) });
  });

  test.each([
    ['without the scope', workerToken, [{ userId: 'u', runId: 'r' }], 'FORBIDDEN'],
    ['of no run', workToken, [], 'LIMIT_EXCEEDED'],
    ['of too many', workToken, new Array(501).fill({ userId: 'u', runId: 'r' }), 'LIMIT_EXCEEDED'],
    ['of a run without a name', workToken, [{ userId: 'u', runId: '' }], 'BAD_USER_INPUT'],
  ])('is refused %s', async (_how, tokenOf, runs, code) => {
    expect(await errorOf(server.query({ token: await tokenOf() }, document, { runs }))).toMatchObject({
      code,
    });
  });
});
