/** Until when a session lasts, and what time it is, in milliseconds since 1970 by the server's clock. */
export interface SessionTimes {
  readonly expiresAt: number;
  readonly serverTime: number;
}

/** What is left for getting a newer token, and for swapping it, where the lifetime is long enough. */
const MARGIN_MS = 5_000;

/** What the payload of a `connection_ack` says; null if that is nothing, since the session cannot be extended. */
export function timesIn(acknowledgement: Readonly<Record<string, unknown>> | undefined): SessionTimes | null {
  const expiresAt = instantOf(acknowledgement?.expiresAt);
  const serverTime = instantOf(acknowledgement?.serverTime);
  return Number.isNaN(expiresAt) || Number.isNaN(serverTime) ? null : { expiresAt, serverTime };
}

/** NaN for what is no instant. A `jsonMessageReviver` may have made a Date of it. */
export function instantOf(value: unknown): number {
  return new Date(value as string | Date).getTime();
}

/** When to renew what lasts for so long: at about 80 % of it, and a little earlier or later than others. */
export function renewalDelayMs(leftMs: number): number {
  const dueMs = leftMs * (0.75 + 0.1 * Math.random());
  return Math.max(leftMs / 2, Math.min(dueMs, leftMs - MARGIN_MS));
}

/**
 * When to try again to renew it. Whoever gives tokens may give no other before the end is near, so they are asked the
 * more often the nearer that is.
 */
export function renewalRetryDelayMs(leftMs: number): number {
  return (leftMs / 4) * (0.75 + 0.5 * Math.random());
}
