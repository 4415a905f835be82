/** Followers of one user see the same events. */
const USERS = 20;

export const users: readonly string[] = Array.from({ length: USERS }, (_, index) => `user-${index}`);

/** The user of a client. */
export const userOf = (client: number): string => users[client % USERS] as string;
