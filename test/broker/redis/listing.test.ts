import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Broker, RunPlace, RunQuery } from '../../../src/broker/broker.ts';
import { MemoryBroker } from '../../../src/broker/memory.ts';
import type { RunRecord } from '../../../src/events/run.ts';
import { alice, countTo } from '../../support/brokers.ts';
import { asked, batchOf, cancelled, completed, delta, failed, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, keepAll, openBroker } from './support.ts';

const MIN_RUNS = 51;

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
afterAll(() => server?.remove());

const next = {
  goesOn: () => delta('text'),
  asks: () => asked('question'),
  completes: () => completed(),
  fails: () => failed(),
  cancels: () => cancelled(),
} as const;

const runId = fc.nat(80).map((number) => `run ${number}`);
const anyStep = fc.record({
  runId,
  threadId: fc.constantFrom(null, 't', 'thread', 't '),
  agent: fc.record({ name: fc.constantFrom('a', 'ab', 'b') }),
  parentRunId: fc.option(runId),
  next: fc.constantFrom(...(Object.keys(next) as (keyof typeof next)[])),
});

const anyQuery: fc.Arbitrary<Omit<RunQuery, 'behind'>> = fc.record(
  {
    limit: fc.integer({ min: 1, max: 5 }),
    statuses: fc.uniqueArray(
      fc.constantFrom('RUNNING', 'WAITING_FOR_INPUT', 'COMPLETED', 'FAILED', 'CANCELLED'),
      {
        maxLength: 4,
      },
    ),
    threadId: fc.constantFrom('t', 'thread', 'run 1', 'nowhere'),
    agentName: fc.constantFrom('a', 'ab', 'c'),
    parentRunId: runId,
  },
  { requiredKeys: ['limit'] },
);

const anyHistory = fc.record({
  steps: fc.array(anyStep, { minLength: 150, maxLength: 250 }),
  queries: fc.array(anyQuery, { minLength: 20, maxLength: 40 }),
});

type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

/** What is known of a run on every broker alike: not the epoch of its position. */
const comparable = ({ position: { offset, check }, ...record }: RunRecord) => ({ ...record, offset, check });

/** Appends the same to all: the next event of a run, or its start. What is refused is refused by all. */
async function append(brokers: readonly Broker[], step: Step, isStarted: boolean): Promise<void> {
  const start = started({ agent: step.agent, threadId: step.threadId, parentRunId: step.parentRunId });
  const batch = batchOf(step.runId, [isStarted ? next[step.next]() : start]);
  const [first, ...others] = await Promise.all(
    brokers.map((broker) =>
      broker.append(alice, batch).then(
        ({ lastSeq }) => lastSeq,
        ({ code }) => code,
      ),
    ),
  );
  for (const other of others) expect(other).toBe(first);
}

/** Every page of a list, down to its end. */
async function pagesOf(broker: Broker, query: Omit<RunQuery, 'behind'>) {
  const pages: (readonly ReturnType<typeof comparable>[])[] = [];
  for (let behind: RunPlace | null = null; ; ) {
    const { runs, hasMore } = await broker.listRuns(alice, { ...query, behind });
    pages.push(runs.map(comparable));
    if (!hasMore) return pages;
    behind = runs.at(-1) as RunPlace;
  }
}

test('lists of runs and the events of a run are what they are in memory', async () => {
  const broker = await openBroker(addressOf(server));
  await fc.assert(
    fc.asyncProperty(anyHistory, async ({ steps, queries }) => {
      await server.command('FLUSHALL');
      const memory = new MemoryBroker({ retention: keepAll });
      const brokers = [memory, broker];
      for (const number of countTo(MIN_RUNS)) {
        await Promise.all(brokers.map((each) => each.append(alice, startOf(number))));
      }
      for (const step of steps) {
        await append(brokers, step, (await memory.findRun(alice, step.runId)) !== null);
      }
      for (const query of queries) {
        expect(await pagesOf(broker, query), JSON.stringify(query)).toEqual(await pagesOf(memory, query));
      }
      for (const { runId } of steps.slice(0, 20)) {
        const [known, found] = await Promise.all(brokers.map((each) => each.readRun(alice, runId, 30, 3)));
        expect(found?.map(({ id, seq, offset }) => [id, seq, offset])).toEqual(
          known?.map(({ id, seq, offset }) => [id, seq, offset]),
        );
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

const starts = new Map<number, ReturnType<typeof batchOf>>();

/** The same batch for every broker: its events have ids. */
function startOf(number: number) {
  const known = starts.get(number) ?? batchOf(`plain ${number}`, [started()]);
  starts.set(number, known);
  return known;
}

test('a status that is asked for twice lists its runs once', async () => {
  await server.command('FLUSHALL');
  const broker = await openBroker(addressOf(server));
  await broker.append(alice, batchOf('run', [started()]));
  const query: RunQuery = { limit: 5, behind: null, statuses: ['RUNNING', 'RUNNING'] };
  expect((await broker.listRuns(alice, query)).runs).toHaveLength(1);
});
