import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentEventInput, PublishEventsInput } from '../../src/client/generated/graphql.ts';
import { publishRun } from '../../src/publisher/publish.ts';
import { rejectionOf } from '../support/errors.ts';
import { startTestServer } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';
import type { Answer } from './support.ts';
import { fakeServer, refused, taken } from './support.ts';

const MAX_BATCH_EVENTS = 100;
const run = { userId: 'alice', runId: 'r', writerId: 'w' };
const { signal } = new AbortController();

const started: AgentEventInput = { agentStarted: { agent: { name: 'a' } } };
const delta = (text: string): AgentEventInput => ({ messageDelta: { messageId: 'm', text } });

/** As many events as asked for, as fast as they are taken; counts how many were. */
function events(count: number, text = (index: number) => `${index}`) {
  const made = { count: 0, returned: false };
  async function* make() {
    try {
      for (let index = 0; index < count; index++) {
        made.count++;
        yield index === 0 ? started : delta(text(index));
      }
    } finally {
      made.returned = true;
    }
  }
  return { made, source: make() };
}

/** A server whose answers wait for `open`. */
async function slowServer(answer: (input: PublishEventsInput) => Answer = taken) {
  const opened = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = await fakeServer(async (input) => {
    asked.resolve();
    await opened.promise;
    return answer(input);
  });
  return { ...server, asked: asked.promise, open: () => opened.resolve() };
}

const sizes = (inputs: readonly PublishEventsInput[]) => inputs.map(({ events }) => events.length);
const eventsOf = (inputs: readonly PublishEventsInput[]) => inputs.flatMap(({ events }) => events);

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describe('publishing a run', () => {
  test('sends all events in order, in batches that say where they begin', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    await publishRun(endpoint, run, events(550).source, { signal });
    expect(eventsOf(inputs)).toEqual([
      started,
      ...Array.from({ length: 549 }, (_, index) => delta(`${index + 1}`)),
    ]);
    let next = 1;
    for (const { firstSeq, events, ...rest } of inputs) {
      expect(rest).toEqual(run);
      expect(firstSeq).toBe(next);
      expect(events.length).toBeLessThanOrEqual(MAX_BATCH_EVENTS);
      next += events.length;
    }
  });

  test('sends the first event at once, and collects the next while it is on its way', async () => {
    const server = await slowServer();
    const publishing = publishRun(server.endpoint, run, events(30).source, { signal });
    await server.asked;
    expect(sizes(server.inputs)).toEqual([1]);
    server.open();
    await publishing;
    expect(sizes(server.inputs)).toEqual([1, 29]);
  });

  test('sends nothing where there is nothing', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    await publishRun(endpoint, run, events(0).source, { signal });
    expect(inputs).toEqual([]);
  });

  test('lets whoever produces faster than the server stores wait', async () => {
    const server = await slowServer();
    const { made, source } = events(10_000);
    const publishing = publishRun(server.endpoint, run, source, { signal });
    await server.asked;
    // Nothing else is under way by now: whatever it would take, it has taken.
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.count).toBe(1 + MAX_BATCH_EVENTS);
    server.open();
    await publishing;
    expect(made.count).toBe(10_000);
  });

  test('keeps batches of large events below what a request may have', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const token = await workerToken();
    const endpoint = { url: `${server.url}/graphql`, getToken: () => token };
    // 12 MB wait behind the first event, three times what one request may have.
    await publishRun(endpoint, run, events(60, () => 'x'.repeat(200_000)).source, { signal });
    const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
    expect((await stream.caughtUp()).slice(0, -1).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  });

  test('repeats a batch whose answer was lost, as it was', async () => {
    const { endpoint, inputs } = await fakeServer((input, request) => (request === 2 ? null : taken(input)));
    await publishRun(endpoint, run, events(150).source, { signal });
    expect(inputs[2]).toEqual(inputs[1]);
    expect(eventsOf(inputs.toSpliced(1, 1))).toHaveLength(150);
  });
});

describe('publishing a run that is refused', () => {
  const refuse = (failing: number) => (input: PublishEventsInput, request: number) =>
    request === failing ? refused({ code: 'RUN_ENDED', retryable: false }) : taken(input);

  test('fails with the refusal, takes no more events, and sends nothing more', async () => {
    const { endpoint, inputs } = await fakeServer(refuse(2));
    const { made, source } = events(10_000);
    expect(await rejectionOf(publishRun(endpoint, run, source, { signal }))).toMatchObject({
      code: 'RUN_ENDED',
    });
    expect(inputs).toHaveLength(2);
    expect(made.count).toBeLessThan(10_000);
    expect(made.returned).toBe(true);
  });

  test('fails though the events had ended before', async () => {
    const { endpoint, inputs } = await fakeServer(refuse(2));
    expect(await rejectionOf(publishRun(endpoint, run, events(20).source, { signal }))).toMatchObject({
      code: 'RUN_ENDED',
    });
    expect(inputs).toHaveLength(2);
  });

  test('fails once the next event comes, though it is long in coming', async () => {
    const answered = Promise.withResolvers<void>();
    const { endpoint } = await fakeServer(() => {
      setImmediate(answered.resolve);
      return refused({ code: 'RUN_ENDED', retryable: false });
    });
    async function* slowly() {
      yield started;
      await answered.promise;
      yield delta('late');
      yield delta('later');
    }
    expect(await rejectionOf(publishRun(endpoint, run, slowly(), { signal }))).toMatchObject({
      code: 'RUN_ENDED',
    });
  });

  test('fails as the events do, with nothing unhandled', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const server = await slowServer(() => refused({ code: 'RUN_ENDED', retryable: false }));
    async function* failing() {
      yield started;
      await server.asked;
      throw new Error('The agent broke.');
    }
    expect(await rejectionOf(publishRun(server.endpoint, run, failing(), { signal }))).toMatchObject({
      message: 'The agent broke.',
    });
    server.open();
    // The answer comes after all, to nobody.
    await publishRun((await fakeServer(taken)).endpoint, run, events(2).source, { signal });
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('that is stopped fails with the reason to stop', async () => {
    const stop = new AbortController();
    const server = await slowServer();
    const publishing = publishRun(server.endpoint, run, events(10).source, stop);
    await server.asked;
    stop.abort();
    expect(await rejectionOf(publishing)).toMatchObject({ name: 'AbortError' });
  });
});
