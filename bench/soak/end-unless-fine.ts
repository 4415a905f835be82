/** For a process that nobody waits for: if it fails, so does everything. */
export function endUnlessFine(code: number | null): void {
  if (code !== 0) throw new Error(`A process ended with ${code}.`);
}
