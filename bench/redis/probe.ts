/** Loaded into a node ahead of it, with `--expose-gc`: says what the node has used so far. */

export interface UseRequest {
  /** Whether garbage is collected before. */
  readonly collects: boolean;
}

export interface Use {
  /** Of all threads, since the start. */
  readonly cpuMicros: number;
  readonly residentBytes: number;
}

process.on('message', ({ collects }: UseRequest) => {
  if (collects) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, residentBytes: process.memoryUsage().rss } satisfies Use);
});
// A node must not outlive a benchmark that was ended.
process.on('disconnect', () => process.exit());
