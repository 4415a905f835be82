import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Rolldown } from 'vite';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The client as a page bundles it, with nothing left out. */
async function bundleClient(): Promise<Rolldown.OutputChunk> {
  const output = (await build({
    configFile: false,
    root: repository,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'src/client/index.ts', formats: ['es'] },
      rolldownOptions: { external: [] },
    },
  })) as Rolldown.RolldownOutput[];
  const chunks = output.flatMap((built) => built.output);
  expect(chunks).toHaveLength(1);
  return chunks[0] as Rolldown.OutputChunk;
}

/** What was taken of each file. */
function modulesOf({ modules }: Rolldown.OutputChunk): Map<string, string> {
  const files = Object.entries(modules).filter(([id]) => !id.startsWith('\0'));
  return new Map(files.map(([id, { code }]) => [relative(repository, id), code ?? '']));
}

let chunk: Rolldown.OutputChunk;
beforeAll(async () => {
  chunk = await bundleClient();
}, 60_000);

describe('the client in a browser', () => {
  test('is made of its own sources, the domain, graphql and graphql-ws', () => {
    const sources = [...modulesOf(chunk).keys()];
    const foreign = sources.filter((path) => !/^src\/(client|events)\/|^src\/errors\.ts$/.test(path));
    const packages = foreign.map((path) => /node_modules\/([^@/]+|@[^/]+\/[^/]+)\//.exec(path)?.[1] ?? path);
    expect([...new Set(packages)].sort()).toEqual(['graphql', 'graphql-ws']);
  });

  test('imports nothing, and asks for nothing that only Node has', () => {
    expect(chunk.imports).toEqual([]);
    expect(chunk.dynamicImports).toEqual([]);
    expect(chunk.code).not.toMatch(/(from|import|import\(|require\()\s*["']node:/);
    for (const [path, code] of modulesOf(chunk)) {
      // It asks whether there is a process before it asks the process for anything.
      if (path.endsWith('node_modules/graphql/diagnostics.mjs')) continue;
      expect(code, path).not.toMatch(/["'`]node:|\brequire\(|\bBuffer\b|\bprocess\./);
    }
  });

  test('is small', () => {
    const bytes = gzipSync(chunk.code).length;
    expect(bytes, `${bytes} bytes gzipped`).toBeLessThan(40_000);
  });
});

test('what the package exports as its client is what the build makes of it', async () => {
  const { types, default: path } = manifest.exports['./client'];
  for (const file of [types, path]) expect(existsSync(`${repository}/${file}`), file).toBe(true);
  const built = await import(`${repository}/${path}`);
  const sources = await import('../../src/client/index.ts');
  expect(Object.keys(built).sort()).toEqual(Object.keys(sources).sort());
});
