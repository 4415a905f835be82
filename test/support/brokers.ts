import type { Broker } from '../../src/broker/broker.ts';
import type { Channel } from '../../src/events/channel.ts';
import { channelOf } from '../../src/events/channel.ts';
import type { Position } from '../../src/events/cursor.ts';
import { positionBehind } from '../../src/events/cursor.ts';
import type { Publication } from '../../src/events/publication.ts';

/** Channels of two users. */
export const alice = channelOf('acme', 'alice');
export const bob = channelOf('acme', 'bob');

/** Everything behind a position, read page by page: a page may be short, but only the last one is empty. */
export async function readAll(
  broker: Broker,
  channel: Channel,
  after: Position | 'earliest' = 'earliest',
  limit = 500,
): Promise<Publication[]> {
  const publications: Publication[] = [];
  let position = after;
  for (;;) {
    const page = await broker.read(channel, position, limit);
    const last = page.publications.at(-1);
    if (last === undefined) return publications;
    publications.push(...page.publications);
    position = positionBehind(last);
  }
}

/** Trims until there is nothing more to trim. Resolves to how many steps that took. */
export async function trimAll(broker: Broker): Promise<number> {
  let steps = 1;
  while (await broker.trim()) {
    if (++steps > 100) throw new Error('Trimming does not come to an end.');
  }
  return steps;
}

/** The whole numbers from 1 to a length. */
export const countTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);
