import { setTimeout } from 'node:timers/promises';
import type { EventInput } from '../events.ts';
import { tokenAt, userAt } from '../events.ts';
import { PacedUser } from './paced-user.ts';
import { Publishing } from './publishing.ts';
import type { SocketOptions } from './socket.ts';
import { openSocket } from './socket.ts';

/** A process that publishes at a steady rate, and knows how long each event took to each of its sockets. */

export interface PacerRequest extends SocketOptions {
  readonly users: number;
  readonly socketsPerUser: number;
  /** Of all users together: one of them after the other gets a batch. */
  readonly batchesPerSecond: number;
  readonly batchSize: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Of the events of one more user, who has two sockets, and gets a batch with every batch of the others. */
  readonly flood?: { readonly textBytes: number; readonly batchSize: number; readonly stalls: boolean };
}

export interface PacerReply {
  /** Of each event on each socket but those of the flood, in milliseconds. */
  readonly latencies: readonly number[];
  readonly error: string | null;
}

let failure: string | null = null;
const onFailure = (message: string) => {
  failure ??= message;
};

async function pace(request: PacerRequest): Promise<number[]> {
  const publishing = await Publishing.to(request.port);
  const users = await subscribeAll(request);
  const flooded = request.flood && (await subscribeFlooded(request, request.flood));
  const { batchesPerSecond, warmUpSeconds, seconds } = request;

  const measuredFrom = performance.now() + warmUpSeconds * 1000;
  await steadily(warmUpSeconds + seconds, batchesPerSecond, (batch) => {
    users[batch % users.length]?.publish(publishing, tokenAt);
    flooded?.user.publish(publishing, flooded.eventAt);
  });
  while (users.some(({ hasAll }) => !hasAll) && failure === null) await setTimeout(10);
  publishing.close();
  if (failure !== null) throw new Error(failure);
  const arrivals = users.flatMap((user) => user.arrivals);
  return arrivals.filter(({ sentAt }) => sentAt >= measuredFrom).map(({ latency }) => latency);
}

async function subscribeAll(request: PacerRequest): Promise<PacedUser[]> {
  const { users, socketsPerUser, batchSize } = request;
  const all = Array.from({ length: users }, (_, index) => new PacedUser(index, batchSize, onFailure));
  for (const user of all) {
    await Promise.all(Array.from({ length: socketsPerUser }, () => user.subscribe(request)));
  }
  return all;
}

async function subscribeFlooded(request: PacerRequest, flood: NonNullable<PacerRequest['flood']>) {
  const text = 'x'.repeat(flood.textBytes);
  const options = { ...request, messageBytes: null };
  const user = new PacedUser(request.users, flood.batchSize, onFailure);
  await user.subscribe(options);
  const ignored = { onMessage: () => {}, onFailure };
  const other = await openSocket(options, userAt(request.users), ignored);
  if (flood.stalls) other.pause();
  return { user, eventAt: (): EventInput => ({ messageDelta: { messageId: 'm', text } }) };
}

async function steadily(seconds: number, perSecond: number, work: (turn: number) => void): Promise<void> {
  const startedAt = performance.now();
  for (let turn = 0; turn < seconds * perSecond && failure === null; turn++) {
    await setTimeout(Math.max(0, startedAt + (turn * 1000) / perSecond - performance.now()));
    work(turn);
  }
}

process.on('message', async (request: PacerRequest) => {
  const reply: PacerReply = await pace(request).then(
    (latencies) => ({ latencies, error: null }),
    (error: Error) => ({ latencies: [], error: error.message }),
  );
  process.send?.(reply);
});
process.on('disconnect', () => process.exit());
