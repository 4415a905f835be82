import { signToken } from '../token.ts';
import { churn } from './churn.ts';
import type { Follower } from './followers.ts';
import { followers, transports } from './followers.ts';
import { Ledger } from './ledger.ts';
import { userOf } from './users.ts';

/** Some of the clients, in a process of their own. */

export type ClientsRequest =
  | { readonly port: number; readonly first: number; readonly count: number }
  /** How many events each user has: nobody vanishes any more, and everybody is to get all of them. */
  | { readonly totals: Readonly<Record<string, number>> };

export interface ClientsReport {
  readonly delivered: number;
  readonly vanished: number;
  readonly lost: number;
  readonly doubled: number;
  readonly resets: number;
}

/** What clients have for getting what they have not got yet. */
const COMPLETE_WITHIN_MS = 60_000;
/** Connections without anybody behind them, at most; of more, the oldest go. */
const MAX_ABANDONED = 50;

const stay = new AbortController();
const clients: { userId: string; follower: Follower; ledger: Ledger; churning: Promise<number> }[] = [];
const abandoned: { destroy(): void }[] = [];

function onAbandoned(remains: { destroy(): void }): void {
  abandoned.push(remains);
  if (abandoned.length > MAX_ABANDONED) abandoned.shift()?.destroy();
}

async function come(port: number, first: number, count: number): Promise<void> {
  for (let index = first; index < first + count; index++) {
    const userId = userOf(index);
    const token = await signToken(userId);
    const ledger = new Ledger();
    const transport = transports[index % transports.length] ?? 'WebSocket';
    const follower = followers[transport]({ port, token, ledger, onAbandoned });
    clients.push({ userId, follower, ledger, churning: churn(follower, stay.signal) });
  }
}

async function finish(totals: Readonly<Record<string, number>>): Promise<ClientsReport> {
  stay.abort();
  const vanished = await Promise.all(clients.map(({ churning }) => churning));
  await Promise.all(
    clients.map(({ userId, ledger }) => ledger.until(totals[userId] ?? 0, COMPLETE_WITHIN_MS)),
  );
  for (const { follower } of clients) follower.leave();
  for (const remains of abandoned) remains.destroy();
  const sum = (figure: 'delivered' | 'lost' | 'doubled' | 'resets') =>
    clients.reduce((total, { ledger }) => total + ledger[figure], 0);
  return {
    delivered: sum('delivered'),
    vanished: vanished.reduce((total, count) => total + count, 0),
    lost: sum('lost'),
    doubled: sum('doubled'),
    resets: sum('resets'),
  };
}

process.on('message', async (request: ClientsRequest) => {
  if ('port' in request) await come(request.port, request.first, request.count);
  else process.send?.(await finish(request.totals));
});
process.on('disconnect', () => process.exit());
