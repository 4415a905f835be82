import { expect } from 'vitest';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import type { AgentEventInput, RunQuery } from '../../src/client/generated/graphql.ts';
import { PublishEventsDocument, RunDocument } from '../../src/client/generated/graphql.ts';
import { request } from '../../src/client/request.ts';
import { publish } from '../../src/publisher/publish.ts';
import { follow } from '../client/follow.ts';
import type { KilledServer } from './killed-server.ts';

const MAX_BATCH = 20;

/** One worker at one run: it knows what was acknowledged, and what was on its way when the server went. */
export class Publisher {
  readonly userId: string;
  readonly runId: string;
  /** seq of the newest event that the server has acknowledged. */
  acknowledged = 0;
  /** Size of the batch that was sent and not answered. */
  onItsWay = 0;
  readonly #random: () => number;

  constructor(userId: string, runId: string, random: () => number) {
    this.userId = userId;
    this.runId = runId;
    this.#random = random;
  }

  /** Publishes batch after batch until the server is gone; first again what was on its way before. */
  async publishUntilKilled(server: KilledServer, onAcknowledged: () => void): Promise<void> {
    const worker = server.as('worker');
    try {
      for (;;) {
        this.onItsWay ||= Math.ceil(this.#random() * MAX_BATCH);
        const published = await request(worker, PublishEventsDocument, { input: this.#batch(this.onItsWay) });
        expect(published.publishEvents.lastSeq).toBe(this.acknowledged + this.onItsWay);
        this.#acknowledge();
        onAcknowledged();
      }
    } catch (error) {
      expect(error).toMatchObject({ code: 'NETWORK' });
    }
  }

  /** Publishes as workers do, with retries that go through whatever happens to the server. */
  async publishWithRetries(server: KilledServer, batches: number, onAcknowledged: () => void): Promise<void> {
    const { signal } = new AbortController();
    for (let batch = 0; batch < batches; batch++) {
      this.onItsWay ||= Math.ceil(this.#random() * MAX_BATCH);
      await publish(server.as('worker'), this.#batch(this.onItsWay), { signal });
      this.#acknowledge();
      onAcknowledged();
    }
  }

  /** What is stored must be all that was acknowledged, with the batch that was on its way whole or not at all. */
  async check(server: KilledServer): Promise<void> {
    const texts = await storedTexts(server, this.userId, this.runId);
    const possible = [this.acknowledged, this.acknowledged + this.onItsWay];
    expect(possible, `${this.userId}/${this.runId}`).toContain(texts.length);
    expect(texts).toEqual(this.textsUpTo(texts.length));
  }

  textsUpTo(length: number): readonly string[] {
    return Array.from({ length }, (_, index) => this.#textOf(index + 1));
  }

  #acknowledge(): void {
    this.acknowledged += this.onItsWay;
    this.onItsWay = 0;
  }

  #batch(size: number) {
    const firstSeq = this.acknowledged + 1;
    const events = Array.from({ length: size }, (_, index) => this.#eventOf(firstSeq + index));
    return { userId: this.userId, runId: this.runId, firstSeq, events };
  }

  #eventOf(seq: number): AgentEventInput {
    if (seq === 1) return { agentStarted: { agent: { name: this.#textOf(1) } } };
    return { messageDelta: { messageId: 'm', text: this.#textOf(seq) } };
  }

  #textOf(seq: number): string {
    return `${this.userId}/${this.runId}/${seq}`;
  }
}

/** The text that an event was given by its publisher. */
const textOf = (event: DeliveredEvent): string =>
  event.__typename === 'AgentStarted'
    ? event.agent.name
    : 'text' in event
      ? event.text
      : (event.__typename ?? '');

/** What the run has, as `run(id)` reads it: without a gap, each event once. */
async function storedTexts(server: KilledServer, userId: string, runId: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let eventsAfter: string | null = null; ; ) {
    const { run }: RunQuery = await request(server.as(userId), RunDocument, {
      id: runId,
      eventsAfter,
      eventsFirst: 500,
    });
    if (run == null) return texts;
    for (const event of run.events.nodes as DeliveredEvent[]) {
      texts.push(textOf(event));
      expect(event).toMatchObject({ runId, seq: texts.length });
    }
    if (!run.events.pageInfo.hasNextPage) {
      expect(run.lastSeq).toBe(texts.length);
      return texts;
    }
    eventsAfter = run.events.pageInfo.endCursor ?? null;
  }
}

/** Everything of a user, as a new subscription replays it. */
export async function replay(server: KilledServer, userId: string): Promise<readonly DeliveredEvent[]> {
  const stop = new AbortController();
  const events: DeliveredEvent[] = [];
  for await (const event of follow(server.as(userId), { start: 'EARLIEST', coalesceMs: 0 }, stop)) {
    if (event.__typename === 'CaughtUp') break;
    events.push(event);
  }
  stop.abort();
  return events;
}

/** A subscription must replay every event of every run once, in order. */
export async function checkReplay(
  server: KilledServer,
  userId: string,
  publishers: readonly Publisher[],
): Promise<void> {
  const events = await replay(server, userId);
  expect(new Set(events.map((event) => 'id' in event && event.id)).size).toBe(events.length);
  const byRun = Map.groupBy(events, (event) => ('runId' in event ? event.runId : ''));
  const own = publishers.filter((publisher) => publisher.userId === userId);
  expect([...byRun.keys()].sort()).toEqual(own.map(({ runId }) => runId).sort());
  for (const publisher of own) {
    expect(byRun.get(publisher.runId)?.map(textOf)).toEqual(publisher.textsUpTo(publisher.acknowledged));
  }
}
