import type { Viewer } from '../auth/viewer.ts';
import type { Broker } from '../broker/broker.ts';
import type { Feeds } from '../feed/feeds.ts';

/** What every operation is executed with, on every transport. */
export interface Context {
  readonly viewer: Viewer;
  readonly broker: Broker;
  readonly feeds: Feeds;
  /** The `Last-Event-ID` that a reconnecting client of server-sent events gave (WHATWG HTML, section 9.2.4). */
  readonly lastEventId: string | null;
  readonly now: () => number;
}

/** What a transport knows of an operation; the rest of the context is the same for all. */
export type RequestContext = Pick<Context, 'viewer' | 'lastEventId'>;
