import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentEventInput, PublishEventsInput } from '../../src/client/generated/graphql.ts';
import type { PublisherOptions } from '../../src/publisher/publisher.ts';
import { createPublisher } from '../../src/publisher/publisher.ts';
import { rejectionOf } from '../support/errors.ts';
import { startTestServer } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';
import type { Answer } from './support.ts';
import { fakeServer, refused, taken } from './support.ts';

const MAX_BATCH_EVENTS = 100;
const ids = { userId: 'alice', runId: 'r', writerId: 'w' };
const occurredAt = '2026-01-01T12:00:00.000Z';

const started: AgentEventInput = { agentStarted: { occurredAt, agent: { name: 'a' } } };
const completed: AgentEventInput = { agentCompleted: { occurredAt } };
const delta = (text: string): AgentEventInput => ({ messageDelta: { occurredAt, messageId: 'm', text } });
const deltas = (count: number) => Array.from({ length: count }, (_, index) => delta(`${index}`));

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

/** Everything else that is under way by now comes to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const ended = { code: 'RUN_ENDED', retryable: false };
const unavailable = { code: 'UNAVAILABLE', retryable: true };

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describe('a run', () => {
  test('is sent in order, in batches that say where they begin', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    const run = createPublisher(endpoint).run(ids);
    const events = [started, ...deltas(549)];
    for (const event of events) await run.publish(event);
    expect(await run.flush()).toBe(550);
    expect(run.lastSeq).toBe(550);
    expect(eventsOf(inputs)).toEqual(events);
    let next = 1;
    for (const { firstSeq, events, ...rest } of inputs) {
      expect(rest).toEqual(ids);
      expect(firstSeq).toBe(next);
      expect(events.length).toBeLessThanOrEqual(MAX_BATCH_EVENTS);
      next += events.length;
    }
  });

  test('keeps its order though nobody waits', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    const run = createPublisher(endpoint).run(ids);
    const events = [started, ...deltas(300)];
    for (const event of events) run.publish(event);
    await run.flush();
    expect(eventsOf(inputs)).toEqual(events);
  });

  test('has its first event sent at once, and the next collected while it is on its way', async () => {
    const server = await slowServer();
    const run = createPublisher(server.endpoint).run(ids);
    for (const event of [started, ...deltas(29)]) await run.publish(event);
    await server.asked;
    expect(sizes(server.inputs)).toEqual([1]);
    server.open();
    await run.flush();
    expect(sizes(server.inputs)).toEqual([1, 29]);
  });

  test('has ids of its own where none are given, and one writer a publisher', async () => {
    const { endpoint } = await fakeServer(taken);
    const publisher = createPublisher(endpoint);
    const [one, other] = [publisher.run({ userId: 'alice' }), publisher.run({ userId: 'alice' })];
    expect(one.runId).not.toBe(other.runId);
    expect(one.writerId).toBe(other.writerId);
    expect(createPublisher(endpoint).run({ userId: 'alice' }).writerId).not.toBe(one.writerId);
  });

  test('is published as it was when it was handed over, and says when that was', async () => {
    const server = await slowServer();
    const run = createPublisher(server.endpoint).run(ids);
    await run.publish(started);
    const input = { query: 'before' };
    const before = Date.now();
    await run.publish({ toolExecuting: { toolCallId: 'c', toolName: 't', input } });
    const after = Date.now();
    input.query = 'after';
    server.open();
    await run.flush();
    const { toolExecuting } = eventsOf(server.inputs)[1] as AgentEventInput;
    expect(toolExecuting?.input).toEqual({ query: 'before' });
    const at = Date.parse(toolExecuting?.occurredAt as string);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(after);
  });

  test('does not take what is not JSON, and goes on', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    const run = createPublisher(endpoint).run(ids);
    await run.publish(started);
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const input of [1n, circular]) {
      const publishing = run.publish({ toolExecuting: { toolCallId: 'c', toolName: 't', input } });
      expect(await rejectionOf(publishing)).toBeInstanceOf(TypeError);
    }
    await run.publish(delta('on'));
    expect(await run.flush()).toBe(2);
    expect(eventsOf(inputs)).toEqual([started, delta('on')]);
  });

  test('takes nothing behind its end', async () => {
    const { endpoint, inputs } = await fakeServer(taken);
    const run = createPublisher(endpoint).run(ids);
    for (const event of [started, completed]) await run.publish(event);
    expect(await rejectionOf(run.publish(delta('late')))).toMatchObject({ code: 'RUN_ENDED' });
    await run.flush();
    expect(eventsOf(inputs)).toEqual([started, completed]);
  });

  test('is repeated, where an answer was lost, as it was', async () => {
    const { endpoint, inputs } = await fakeServer((input, request) => (request === 2 ? null : taken(input)));
    const reasons: string[] = [];
    const run = createPublisher({ ...endpoint, onRetry: (reason) => reasons.push(reason) }).run(ids);
    for (const event of [started, ...deltas(149)]) await run.publish(event);
    await run.flush();
    expect(inputs[2]).toEqual(inputs[1]);
    expect(eventsOf(inputs.toSpliced(1, 1))).toHaveLength(150);
    expect(reasons).toEqual([`${endpoint.url} cannot be reached.`]);
  });

  test('keeps batches of large events below what a request may have', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const token = await workerToken();
    const publisher = createPublisher({
      url: `${server.url}/graphql`,
      getToken: () => token,
      maxBufferedBytes: 100_000_000,
    });
    const run = publisher.run(ids);
    // 12 MB wait behind the first event, three times what one request may have.
    for (const event of [started, ...deltas(59).map(() => delta('x'.repeat(200_000)))]) run.publish(event);
    expect(await run.flush()).toBe(60);
  });
});

describe('whoever produces faster than the server stores', () => {
  /** How many of 10,000 events are taken before the server answers. */
  async function takenBefore(limits: Partial<PublisherOptions>, text = ''): Promise<number> {
    const server = await slowServer();
    const run = createPublisher({ ...server.endpoint, ...limits }).run(ids);
    let count = 0;
    const publishing = (async () => {
      for (let index = 0; index < 10_000; index++) {
        count++;
        await run.publish(index === 0 ? started : delta(text));
      }
    })();
    await server.asked;
    await settled();
    const waiting = count;
    server.open();
    await publishing;
    expect(await run.flush()).toBe(10_000);
    expect(eventsOf(server.inputs)).toHaveLength(10_000);
    return waiting;
  }

  test('waits for room in events', async () => {
    expect(await takenBefore({ maxBufferedEvents: 70 })).toBe(70);
  });

  test('waits for room in bytes of JSON', async () => {
    const { length } = JSON.stringify(delta('é'.repeat(1_000)));
    const bytes = length + 1_000;
    const count = await takenBefore({ maxBufferedBytes: 20 * bytes }, 'é'.repeat(1_000));
    // The first event is smaller.
    expect(count).toBe(21);
  });

  test('shares the room with the other runs, and gets it when one is given up', async () => {
    const server = await fakeServer(({ runId, firstSeq, events }) => {
      if (runId === 'refused' && firstSeq !== 1) return refused(ended);
      return taken({ userId: 'alice', runId, firstSeq, events } as PublishEventsInput);
    });
    const publisher = createPublisher({ ...server.endpoint, maxBufferedEvents: 50 });
    const [stuck, other] = [
      publisher.run({ ...ids, runId: 'refused' }),
      publisher.run({ ...ids, runId: 'o' }),
    ];
    const all = [started, ...deltas(49)].map((event) => stuck.publish(event));
    await other.publish(started);
    expect(await other.flush()).toBe(1);
    expect(await rejectionOf(stuck.flush())).toMatchObject({ code: 'RUN_ENDED' });
    // None of them is left waiting.
    await Promise.allSettled(all);
  });
});

describe('a run that is refused', () => {
  const refuse = (failing: number) => (input: PublishEventsInput, request: number) =>
    request === failing ? refused(ended) : taken(input);

  test('rejects what follows and what is flushed, sends nothing more, and says so by its signal', async () => {
    const { endpoint, inputs } = await fakeServer(refuse(2));
    const run = createPublisher(endpoint).run(ids);
    for (const event of [started, ...deltas(20)]) await run.publish(event);
    expect(await rejectionOf(run.flush())).toMatchObject({ name: 'RequestError', code: 'RUN_ENDED' });
    expect(await rejectionOf(run.publish(delta('late')))).toMatchObject({ code: 'RUN_ENDED' });
    expect(run.signal.reason).toMatchObject({ code: 'RUN_ENDED' });
    expect(run.lastSeq).toBe(1);
    expect(inputs).toHaveLength(2);
  });

  test('lets nobody wait for room', async () => {
    const server = await slowServer(() => refused(ended));
    const run = createPublisher({ ...server.endpoint, maxBufferedEvents: 2 }).run(ids);
    const publishing = [started, ...deltas(5)].map((event) =>
      rejectionOf(run.publish(event)).catch(() => null),
    );
    server.open();
    const errors = await Promise.all(publishing);
    // The first was taken before there was an answer.
    expect(errors[0]).toBeNull();
    for (const error of errors.slice(1)) expect(error).toMatchObject({ code: 'RUN_ENDED' });
  });

  test('leaves nothing unhandled where nobody waits', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const { endpoint } = await fakeServer(() => refused(ended));
    const publisher = createPublisher(endpoint);
    const run = publisher.run(ids);
    for (const event of [started, ...deltas(20)]) run.publish(event);
    await publisher.flush();
    run.publish(delta('late'));
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('closing', () => {
  test('stores all that was published before, and takes nothing more', async () => {
    const server = await slowServer();
    const publisher = createPublisher(server.endpoint);
    const runs = ['1', '2'].map((runId) => publisher.run({ ...ids, runId }));
    for (const run of runs) for (const event of [started, ...deltas(9)]) await run.publish(event);
    const closed = publisher.close();
    expect(await rejectionOf(runs[0]?.publish(completed) as Promise<void>)).toBeInstanceOf(TypeError);
    server.open();
    await closed;
    expect(eventsOf(server.inputs)).toHaveLength(20);
  });

  test('gives up what is not stored within its grace', async () => {
    const { endpoint } = await fakeServer(() => refused(unavailable));
    const publisher = createPublisher(endpoint);
    const run = publisher.run(ids);
    await run.publish(started);
    await publisher.close({ graceMs: 20 });
    expect(await rejectionOf(run.flush())).toMatchObject({ code: 'NETWORK' });
  });
});
