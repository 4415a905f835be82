import type { Revocations } from '../auth/revocations.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { Broker } from '../broker/broker.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { Queueing } from './queueing.ts';
import type { ResponseChecks } from './response-schema.ts';

/** What every operation is executed with, on every transport. */
export interface Context {
  readonly viewer: Viewer;
  readonly broker: Broker;
  readonly feeds: Feeds;
  readonly revocations: Revocations;
  /** The `Last-Event-ID` that a reconnecting client of server-sent events gave (WHATWG HTML, section 9.2.4). */
  readonly lastEventId: string | null;
  /** Swaps the token of a connection that lasts; null where every request has its own. */
  readonly extendSession: ((token: string) => Promise<Viewer>) | null;
  /** Where it is written down who was revoked, by whom and why. */
  readonly noteRevocation: (note: RevocationNote) => void;
  readonly runs: RunLimits;
  readonly queueing: Queueing;
  readonly responses: ResponseChecks;
  readonly now: () => number;
}

/** Of what the server does about runs that nobody hears of. */
export interface RunLimits {
  /** For how long a run is its worker's without a sign of life, in milliseconds. */
  readonly leaseMs: number;
  /** For how long a run waits for a worker. */
  readonly queueMs: number;
  /** What a worker has for ending a run that is to stop. */
  readonly cancelGraceMs: number;
  /** Runs of one user that wait for a worker. */
  readonly maxQueued: number;
}

export interface RevocationNote {
  /** The user id of whoever did it. */
  readonly by: string;
  readonly tenantId: string | null;
  readonly userId?: string;
  readonly tokenId?: string;
  readonly reason: string | null;
  readonly connectionsClosed: number;
}

/** What a transport knows of an operation; the rest of the context is the same for all. */
export type RequestContext = Pick<Context, 'viewer' | 'lastEventId' | 'extendSession'>;
