import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  done,
  executing,
  failed,
  progress,
  started,
  thinking,
} from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';

const MINUTE = 60_000;

/** An instant this long ago. */
const ago = (ms: number) => ({ occurredAt: new Date(Date.now() - ms).toISOString() });
const agent = (name: string) => ({ agent: { name } });

/** Runs of alice in every status, with all that a run can have. */
export async function publishSampleRuns(server: TestServer): Promise<void> {
  await server.publish('alice', 'triage-0007', [
    started({ ...agent('triage'), threadId: 'ticket-4711', ...ago(96 * MINUTE) }),
    cancelled({ reason: 'SUPERSEDED', ...ago(95 * MINUTE) }),
  ]);
  await server.publish('alice', 'review-0031', [
    started({ ...agent('code-review'), threadId: 'pull-88', model: 'large-2', ...ago(42 * MINUTE) }),
    executing('c1', {
      toolName: 'fetch_diff',
      title: 'Fetch the diff of #88',
      input: { pull: 88 },
      ...ago(41.9 * MINUTE),
    }),
    done('c1', {
      toolName: 'fetch_diff',
      status: 'FAILED',
      toolError: { message: 'HTTP 502 from the forge', code: 'BAD_GATEWAY', retryable: true },
      ...ago(41.5 * MINUTE),
    }),
    failed({
      error: {
        code: 'TOOL_ERROR',
        message: 'The diff could not be fetched after 3 attempts.',
        retryable: true,
        providerCode: 'bad_gateway',
      },
      ...ago(41 * MINUTE),
    }),
  ]);
  await publishTree(server);
  await server.publish('alice', 'deploy-0002', [
    started({ ...agent('deployer'), threadId: 'release-1.9', model: 'small-1', ...ago(9 * MINUTE) }),
    executing('c1', {
      toolName: 'deploy',
      title: 'Deploy 1.9 to production',
      input: { version: '1.9' },
      ...ago(8 * MINUTE),
    }),
    asked('i1', {
      inputKind: 'TOOL_APPROVAL',
      prompt: 'Deploy version 1.9 to production now?',
      forToolCallId: 'c1',
      proposedInput: { version: '1.9', region: 'eu-central' },
      expiresAt: new Date(Date.now() + 60 * MINUTE).toISOString(),
      ...ago(8 * MINUTE),
    }),
  ]);
  await server.publish('alice', 'research-0012', [
    started({
      ...agent('researcher'),
      threadId: 'chat-with-kim',
      model: 'large-2',
      ...ago(1.2 * MINUTE),
      input: { question: 'Which of our suppliers ship within two days?' },
    }),
    thinking('They ask about delivery times. The table of suppliers should say.', {
      final: true,
      ...ago(1.1 * MINUTE),
    }),
    executing('c1', {
      toolName: 'search',
      title: 'Search the suppliers',
      input: { query: 'delivery time' },
      ...ago(MINUTE),
    }),
    progress('c1', { progress: 340, total: 1200, message: 'Reading suppliers.csv', ...ago(0.9 * MINUTE) }),
    delta('So far I have found **three** suppliers that do:\n\n- Birch & Sons\n- ', ago(0.5 * MINUTE)),
  ]);
}

/** A run with sub-agents three deep, and everything in it that a run can have. */
async function publishTree(server: TestServer): Promise<void> {
  const question = 'Plan a week in Lisbon for four, with a budget of 2,400 €.';
  const start = 30 * MINUTE;
  const at = (seconds: number) => ago(start - seconds * 1000);
  await server.publish('alice', 'plan-0100', [
    started({
      ...agent('planner'),
      threadId: 'trip-lisbon',
      model: 'large-2',
      input: { question },
      ...at(0),
    }),
    thinking('Four people, one week: flights, rooms, days. ', { blockId: 'b1', ...at(0.4) }),
    thinking('I let others look for the flights and the rooms.', { blockId: 'b1', final: true, ...at(3.1) }),
    executing('c1', { toolName: 'begin_agent', title: 'Find flights', input: { to: 'LIS' }, ...at(3.4) }),
    executing('c2', { toolName: 'begin_agent', title: 'Find rooms', input: { nights: 7 }, ...at(3.5) }),
  ]);
  const child = async (id: string, name: string, parentRunId: string, from: number, to: number) => {
    await server.publish('alice', id, [
      started({ ...agent(name), parentRunId, model: 'small-1', ...at(from) }),
      executing('s1', { title: 'Search', ...at(from + 0.5) }),
      done('s1', { output: { hits: 12 }, ...at(to - 1) }),
    ]);
    return completed({
      usage: [
        { provider: 'acme', model: 'small-1', inputTokens: 2_100, outputTokens: 310, costMicrosUsd: 900 },
      ],
      ...at(to),
    });
  };
  const ends = [
    ['flights-0101', await child('flights-0101', 'flights', 'plan-0100', 3.6, 14)],
    ['prices-0102', await child('prices-0102', 'prices', 'flights-0101', 5, 12)],
    ['currency-0103', await child('currency-0103', 'currency', 'prices-0102', 6, 10)],
    ['rooms-0104', await child('rooms-0104', 'rooms', 'plan-0100', 3.8, 18)],
  ] as const;
  for (const [id, end] of ends.toReversed()) await server.publish('alice', id, [end]);
  await server.publish('alice', 'plan-0100', [
    done('c1', { toolName: 'begin_agent', output: { price: 612, currency: 'EUR' }, ...at(14.2) }),
    done('c2', { toolName: 'begin_agent', output: { price: 1190, currency: 'EUR' }, ...at(18.3) }),
    asked('i1', {
      inputKind: 'CONFIRMATION',
      prompt: 'Is a flight at 6:10 in the morning all right?',
      ...at(18.5),
    }),
    answered('i1', { resolution: 'APPROVED', response: true, ...at(23) }),
    executing('c3', {
      toolName: 'weather',
      title: 'Look up the weather',
      input: { city: 'Lisboa' },
      ...at(23.2),
    }),
    done('c3', {
      toolName: 'weather',
      status: 'FAILED',
      toolError: { message: 'No forecast that far ahead', code: 'OUT_OF_RANGE', retryable: false },
      ...at(23.9),
    }),
    delta('Here is a week in Lisbon for four, for 1,802 € in all.\n\n', at(24.2)),
    delta('1. Fly on Saturday at 6:10, 612 €.\n2. Stay in Alfama for seven nights, 1,190 €.\n3. ', at(25)),
    delta('Go to Sintra on Tuesday: it is less crowded then.', { final: true, ...at(26) }),
    completed({
      finalText: 'A week in Lisbon for 1,802 €.',
      output: { total: 1802, currency: 'EUR' },
      usage: [
        {
          provider: 'acme',
          model: 'large-2',
          inputTokens: 14_250,
          outputTokens: 1_932,
          reasoningTokens: 840,
          costMicrosUsd: 48_300,
        },
      ],
      ...at(26.2),
    }),
  ]);
}
