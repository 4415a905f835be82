import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Small files that take minutes, and would have one core wait for the other at the end. */
const long = join(import.meta.dirname, 'test/chaos/redis/');

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { true: first = [], false: others = [] } = Object.groupBy(
      await super.sort(files),
      ({ moduleId }) => (moduleId.startsWith(long) ? 'true' : 'false'),
    );
    return [...first, ...others];
  }
}

export default defineConfig({
  // Without Vite's own condition `development`: graphql has a second copy under it, which its users in
  // node_modules, resolved by Node, do not get.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  resolve: { alias: { 'agentwire/client': join(import.meta.dirname, 'src/client/index.ts') } },
  test: {
    include: ['test/**/*.test.ts'],
    // One per core: most tests wait for processes and sockets of their own.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
