import type { Revocation } from './broker.ts';

/** How many revocations a page has at most. */
export const REVOCATIONS_PER_PAGE = 1000;

/** What of two revocations of the same subject remains. */
export function laterOf(stored: Revocation | null, revocation: Revocation): Revocation {
  if (stored === null) return revocation;
  return {
    subject: revocation.subject,
    notBefore: Math.max(stored.notBefore, revocation.notBefore),
    expiresAt: Math.max(stored.expiresAt, revocation.expiresAt),
  };
}

/**
 * The point behind a revocation, in a store that numbers them 1, 2, 3 … and gives no number again. A store that was
 * replaced has another epoch.
 */
export function pointBehind(epoch: string, number: number): string {
  return `${epoch}.${number}`;
}

/** The number to go on behind: 0, the beginning, where the point is of another store or beyond what this one has. */
export function numberBefore(point: string | null, epoch: string, newest: number): number {
  const [pointEpoch, number] = point?.split('.') ?? [];
  return pointEpoch === epoch && Number(number) <= newest ? Number(number) : 0;
}
