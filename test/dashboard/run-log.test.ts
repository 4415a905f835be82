import { describe, expect, test } from 'vitest';
import {
  MAX_LIVE_EVENTS,
  openLog,
  trimmedCount,
  unreadCount,
  withHistory,
  withLive,
} from '../../src/dashboard/run/event-log.ts';
import type { RunEvent } from '../../src/dashboard/run/run-events.ts';
import { deltas, started } from '../support/events.ts';
import { eventsOf, merge } from './run-events.ts';

const page = (nodes: readonly RunEvent[], hasNextPage = false) => ({
  nodes,
  pageInfo: { hasNextPage, endCursor: nodes.at(-1)?.cursor ?? null },
});
const seqs = ({ events }: { readonly events: readonly RunEvent[] }) => events.map(({ seq }) => seq);

describe('the event log', () => {
  const events = eventsOf([started(), ...deltas(9)]);

  test('reads history page by page, from where the page before ended', () => {
    const first = withHistory(openLog(10), page(events.slice(0, 4), true));
    expect(first).toMatchObject({ hasMore: true, after: events[3]?.cursor });
    expect(unreadCount(first)).toBe(6);
    const all = withHistory(first, page(events.slice(4)));
    expect(seqs(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(unreadCount(all)).toBe(0);
  });

  test('takes nothing twice that came live before history did', () => {
    const live = withLive(openLog(4), [merge(events.slice(4, 7)), ...events.slice(7)]);
    const log = withHistory(live, page(events.slice(0, 9), true));
    expect(seqs(log)).toEqual([1, 2, 3, 4, 7, 8, 9, 10]);
    expect(log.hasMore).toBe(false);
  });

  test('takes a page once that is read twice', () => {
    const once = withHistory(openLog(10), page(events.slice(0, 4), true));
    expect(seqs(withHistory(once, page(events.slice(0, 6), true)))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('takes live events that come behind history, and none of history that lies behind the live ones', () => {
    const log = withLive(withHistory(openLog(4), page(events.slice(0, 6))), events.slice(4));
    expect(seqs(log)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('counts what lies between history and the live events', () => {
    const log = withHistory(withLive(openLog(8), events.slice(8)), page(events.slice(0, 3), true));
    expect(unreadCount(log)).toBe(5);
    expect(log.historyLength).toBe(3);
  });

  test('says how many of the first events are gone', () => {
    expect(trimmedCount(openLog(10))).toBe(0);
    expect(trimmedCount(withHistory(openLog(10), page(events.slice(6))))).toBe(6);
    expect(trimmedCount(withHistory(openLog(10), page([])))).toBe(10);
    expect(trimmedCount(withHistory(openLog(10), page(events)))).toBe(0);
  });

  test('is bounded: the oldest live events can be read again', () => {
    const many = eventsOf([started(), ...deltas(MAX_LIVE_EVENTS + 20)]);
    const history = withHistory(openLog(1), page(many.slice(0, 1)));
    const log = withLive(withLive(history, many.slice(1, 5000)), many.slice(5000));
    expect(log.events).toHaveLength(1 + MAX_LIVE_EVENTS);
    expect(unreadCount(log)).toBe(20);
    const again = withHistory(log, page(many.slice(1, 501), true));
    expect(seqs(again)).toEqual(many.map(({ seq }) => seq));
    expect(again.hasMore).toBe(false);
  });
});
