import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without Vite's own condition `development`: graphql has a second copy under it, which its users in
  // node_modules, resolved by Node, do not get.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  resolve: { alias: { 'agentwire/client': join(import.meta.dirname, 'src/client/index.ts') } },
  test: {
    include: ['test/**/*.test.ts'],
    // One per core: most tests wait for processes and sockets of their own.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
