import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** `npm run chaos`: every fault in full, one after the other, and a table of them in `chaos.md`. */
export default defineConfig({
  ...base,
  root: join(import.meta.dirname, '../..'),
  test: { ...base.test, include: ['test/chaos/redis/full.ts'] },
});
