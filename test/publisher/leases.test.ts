import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { RenewLeasesMutationVariables } from '../../src/client/generated/graphql.ts';
import type { LeasesOptions } from '../../src/publisher/leases.ts';
import { Leases } from '../../src/publisher/leases.ts';
import type { Answer } from './support.ts';
import { fakeServer, refused } from './support.ts';

const run = (runId: string) => ({ userId: 'alice', runId });
const leased = (leaseMs: number, lost: readonly object[] = []): Answer => ({
  status: 200,
  text: JSON.stringify({ data: { renewLeases: { leaseMs, lost } } }),
});

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

/** Leases from a server that answers each renewal as it is told to, and what it was asked. */
async function start(
  answer: (variables: RenewLeasesMutationVariables, request: number) => Answer,
  onError: LeasesOptions['onError'] = () => {},
) {
  const asked: RenewLeasesMutationVariables[] = [];
  const { endpoint } = await fakeServer((_input, request, variables) => {
    asked.push(variables as RenewLeasesMutationVariables);
    return answer(variables as RenewLeasesMutationVariables, request);
  });
  const leases = new Leases({ endpoint, writerId: 'w', onError });
  onTestFinished(() => leases.close());
  return { leases, asked };
}

test('renews at once, and three times a lease, all runs together', async () => {
  const third = Promise.withResolvers<void>();
  const { leases, asked } = await start((_variables, request) => {
    if (request === 1) leases.add(run('2'), () => {});
    if (request === 3) third.resolve();
    return leased(30);
  });
  leases.add(run('1'), () => {});
  await third.promise;
  expect(asked).toEqual([
    { writerId: 'w', runs: [run('1')] },
    { writerId: 'w', runs: [run('1'), run('2')] },
    { writerId: 'w', runs: [run('1'), run('2')] },
  ]);
});

test('names no more than 500 runs in one renewal', async () => {
  const third = Promise.withResolvers<void>();
  const { leases, asked } = await start((_variables, request) => {
    if (request === 3) third.resolve();
    return leased(request === 1 ? 30 : 300_000);
  });
  for (let index = 0; index < 501; index++) leases.add(run(`${index}`), () => {});
  await third.promise;
  // The first had asked before the others came.
  expect(asked.map(({ runs }) => runs.length)).toEqual([1, 500, 1]);
});

test('tells of the runs that are lost, once, and renews the others', async () => {
  const lost: string[] = [];
  const third = Promise.withResolvers<void>();
  const { leases, asked } = await start((_variables, request) => {
    if (request === 3) third.resolve();
    return leased(30, request === 2 ? [run('1')] : []);
  });
  for (const runId of ['1', '2']) leases.add(run(runId), (error) => lost.push(`${runId} ${error.code}`));
  await third.promise;
  expect(lost).toEqual(['1 RUN_ENDED']);
  expect(asked.map(({ runs }) => runs.map(({ runId }) => runId))).toEqual([['1'], ['1', '2'], ['2']]);
});

test('goes on through whatever happens, and tells of what is refused', async () => {
  const answers = [
    null,
    refused({ code: 'UNAVAILABLE', retryable: true }),
    refused({ code: 'FORBIDDEN', retryable: false }),
  ];
  const errors: unknown[] = [];
  const renewed = Promise.withResolvers<void>();
  const { leases } = await start(
    () => {
      if (answers.length === 0) renewed.resolve();
      return answers.length > 0 ? (answers.shift() as Answer) : leased(300_000);
    },
    (error) => errors.push(error),
  );
  leases.add(run('1'), () => {});
  await renewed.promise;
  expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
});

test('renews nothing where there is nothing, and begins at once when there is something again', async () => {
  const asks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { leases, asked } = await start((_variables, request) => {
    asks[request - 1]?.resolve();
    return leased(300_000);
  });
  leases.add(run('1'), () => {});
  await asks[0]?.promise;
  leases.delete(run('1'));
  leases.add(run('2'), () => {});
  await asks[1]?.promise;
  expect(asked.map(({ runs }) => runs.map(({ runId }) => runId))).toEqual([['1'], ['2']]);
});
