import type { RunRefInput } from '../client/generated/graphql.ts';

/** One string for one run of one user. */
export const runKey = ({ userId, runId }: RunRefInput): string => JSON.stringify([userId, runId]);
