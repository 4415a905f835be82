let count = 0;

/** So many users that were never there before. */
export function usersOf(length: number): string[] {
  return Array.from({ length }, () => `user-${count++}`);
}
