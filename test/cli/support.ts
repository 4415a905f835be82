import type { DeliveredEvent } from '../../src/client/delivered.ts';
import type { AgentEventInput, RunQuery } from '../../src/client/generated/graphql.ts';
import { RunDocument } from '../../src/client/generated/graphql.ts';
import type { Endpoint } from '../../src/client/request.ts';
import { request } from '../../src/client/request.ts';
import { publish } from '../../src/publisher/publish.ts';
import { follow } from '../client/follow.ts';
import type { DevServer } from '../support/process.ts';

/** Matches a text that is one line, and nothing else. */
export const oneLine = (text: string | RegExp) =>
  new RegExp(`^${typeof text === 'string' ? escaped(text) : text.source}\\n$`);

export const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

export const endpointOf = ({ url }: Pick<DevServer, 'url'>, token: string): Endpoint => ({
  url,
  getToken: () => token,
});

export const started = (fields: object = {}): AgentEventInput => ({
  agentStarted: { agent: { name: 'coder' }, ...fields },
});
export const delta = (text: string): AgentEventInput => ({ messageDelta: { messageId: 'm', text } });
export const completed = (): AgentEventInput => ({ agentCompleted: { finalText: 'Done.' } });

/** Stores events of one of the user's runs, from `firstSeq` on. */
export async function store(
  server: Pick<DevServer, 'url' | 'worker'>,
  userId: string,
  runId: string,
  events: readonly AgentEventInput[],
  firstSeq = 1,
): Promise<void> {
  const { signal } = new AbortController();
  await publish(
    endpointOf(server, server.worker),
    { userId, runId, firstSeq, events: [...events] },
    { signal },
  );
}

/** All that is stored of one of alice's runs; null if there is no such run. */
export async function storedRun(
  server: Pick<DevServer, 'url' | 'alice'>,
  runId: string,
): Promise<readonly DeliveredEvent[] | null> {
  const events: DeliveredEvent[] = [];
  for (let eventsAfter: string | null = null; ; ) {
    const { run }: RunQuery = await request(endpointOf(server, server.alice), RunDocument, {
      id: runId,
      eventsAfter,
    });
    if (run == null) return null;
    events.push(...(run.events.nodes as DeliveredEvent[]));
    if (!run.events.pageInfo.hasNextPage) return events;
    eventsAfter = run.events.pageInfo.endCursor ?? null;
  }
}

/** The texts of all deltas that are stored of one of alice's runs. */
export async function storedTexts(server: DevServer, runId: string): Promise<readonly string[] | null> {
  const events = await storedRun(server, runId);
  return events?.flatMap((event) => ('text' in event ? [event.text] : [])) ?? null;
}

/** JSON Lines of one run: its start, as many deltas with the texts `text 2`, `text 3` …, and perhaps its end. */
export function traceOf(runId: string, deltaCount: number, ends = true): string[] {
  const base = { userId: 'alice', runId };
  return [
    { type: 'agent_started', ...base, agent: { name: 'coder' } },
    ...Array.from({ length: deltaCount }, (_, index) => ({
      type: 'message_delta',
      ...base,
      messageId: 'm',
      text: `text ${index + 2}`,
    })),
    ...(ends ? [{ type: 'agent_completed', ...base }] : []),
  ].map((event) => `${JSON.stringify(event)}\n`);
}

/** Resolves once alice's run, or any if none is named, has as many events. */
export async function stored(
  server: Pick<DevServer, 'url' | 'alice'>,
  runId: string | null,
  seq: number,
): Promise<void> {
  const stop = new AbortController();
  const watching = follow(
    endpointOf(server, server.alice),
    { start: 'EARLIEST', runId, coalesceMs: 0 },
    stop,
  );
  for await (const event of watching) {
    if ('seq' in event && event.seq >= seq) break;
  }
  stop.abort();
}
