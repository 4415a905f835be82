import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Small files that take long, and would have one core wait for the other at the end. */
const long = [
  'test/chaos/redis/',
  'test/browser/graphiql.',
  'test/browser/dashboard-looks.',
  'test/broker/redis.',
  'test/broker/sqlite.',
  'test/fuzz/',
  'test/e2e/',
].map((path) => join(import.meta.dirname, path));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => long.findIndex((path) => moduleId.startsWith(path));
    const { true: first = [], false: others = [] } = Object.groupBy(await super.sort(files), (file) =>
      rank(file) === -1 ? 'false' : 'true',
    );
    return [...first.sort((one, other) => rank(one) - rank(other)), ...others];
  }
}

export default defineConfig({
  // Without Vite's own condition `development`: graphql has a second copy under it, which its users in
  // node_modules, resolved by Node, do not get.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  resolve: {
    alias: {
      'agentwire/client/ag-ui': join(import.meta.dirname, 'src/client/ag-ui/index.ts'),
      'agentwire/client': join(import.meta.dirname, 'src/client/index.ts'),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // More than cores: most tests wait for processes and sockets of their own.
    maxWorkers: availableParallelism() + 1,
    // A process loads the server and its libraries once, and not for each file. What tests make, they end.
    isolate: false,
    // What processes and threads compile, the next one has: most of a short one's time goes into that.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
