import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';

/** The pages: each folder has an `index.html`, and all share `assets/`. */
export default defineConfig({
  root: 'src',
  publicDir: false,
  plugins: [react(), compressAll()],
  build: {
    outDir: join(import.meta.dirname, 'dist/pages'),
    emptyOutDir: true,
    target: 'es2022',
    // What Monaco is made of is large, however it is split.
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // React's compiler left its directive in GraphiQL's modules; it means nothing to anybody else.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      input: {
        dashboard: join(import.meta.dirname, 'src/dashboard/index.html'),
        graphiql: join(import.meta.dirname, 'src/graphiql/index.html'),
      },
    },
  },
});

/** Leaves a compressed copy beside every file, for the server to send as it is. */
function compressAll(): Plugin {
  return {
    name: 'agentwire:compress',
    apply: 'build',
    // Behind the build, and only if it succeeded.
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (!/\.(?:html|js|css|svg|ttf|json)$/.test(path)) continue;
        const content = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        );
      }
    },
  };
}
