import type { Endpoint } from '../client/request.ts';
import { Room } from './room.ts';
import type { Outgoing } from './run-publisher.ts';

/** What publishers and workers have in common. */
export interface OutgoingOptions extends Endpoint {
  /** Bytes of JSON that may wait to be stored, over all runs; beyond, publishing waits. Default: 4 MiB. */
  readonly maxBufferedBytes?: number;
  /** Events that may wait to be stored. Default: 10,000. */
  readonly maxBufferedEvents?: number;
  /** Hears of everything that is tried again, and when. */
  readonly onRetry?: (reason: string, delayMs: number) => void;
}

export function outgoingOf({
  url,
  getToken,
  maxBufferedBytes = 4 * 1024 ** 2,
  maxBufferedEvents = 10_000,
  onRetry,
}: OutgoingOptions): Outgoing {
  return {
    endpoint: { url, getToken },
    room: new Room({ maxBytes: maxBufferedBytes, maxEvents: maxBufferedEvents }),
    busy: new Set(),
    options: { ...(onRetry && { onRetry }) },
  };
}
