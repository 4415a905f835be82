import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Program, repository, start } from '../support/process.ts';

/** Where everything of this file happens. */
let folder: string;
let tarball: string;
/** Has the package installed, and nothing else. */
let consumer: string;
/** The package's files, as installed, relative to its root. */
let files: readonly string[];

const packageOf = () => join(consumer, 'node_modules', 'agentwire');
const tool = (name: string) => join(repository, 'node_modules', '.bin', name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentwire-pack-'));
  tarball = await pack();
  consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], consumer);
  files = (await readdir(packageOf(), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageOf().length + 1));
  return () => rm(folder, { recursive: true });
}, 120_000);

/** Packs a copy of the sources, since somebody else may be building in the repository. */
async function pack(): Promise<string> {
  const copy = join(folder, 'copy');
  const leftOut = ['node_modules', 'dist', 'coverage', 'test', 'bench', '.git', '.agentwire'];
  await cp(repository, copy, {
    recursive: true,
    filter: (path) => !leftOut.some((name) => path === join(repository, name)),
  });
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], copy);
  const name = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  return join(folder, name as string);
}

/** Runs a program to its end. Fails with all that it wrote if it does not succeed. */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Program(command, args, { cwd, input: '' }).result();
  expect(code, `${basename(command)} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** The schema is for other tools; nobody imports it as a module. */
const attwFlags = [
  '--profile',
  'esm-only',
  '--no-definitely-typed',
  '--exclude-entrypoints',
  'schema.graphql',
];

describe('the package', () => {
  test('has what its users need, and nothing of what only its makers do', async () => {
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'schema.graphql', 'package.json']));
    const docs = await readdir(join(repository, 'docs'), { recursive: true, withFileTypes: true });
    const docFiles = docs.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(
      files
        .filter((file) => file.startsWith('docs/'))
        .map((file) => basename(file))
        .sort(),
    ).toEqual(docFiles.sort());
    const sources = files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file));
    expect(sources.filter((file) => !file.startsWith('examples/'))).toEqual([]);
    expect(files.filter((file) => /(^|\/)(test|bench|\.)|\.test\.|\.tgz$/.test(file))).toEqual([]);
    const known =
      /^(dist\/|docs\/|examples\/|(LICENSE|README\.md|CHANGELOG\.md|SECURITY\.md|schema\.graphql|package\.json)$)/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
  });

  test('names no folder of the machine that it was made on', async () => {
    const places = [repository.replace(/\/$/, ''), homedir(), folder].filter((path) => path.length > 1);
    for (const file of files) {
      const text = await readFile(join(packageOf(), file), 'utf8');
      // What only begins like the folder's name is another one.
      const named = places.filter((path) =>
        text
          .split(path)
          .slice(1)
          .some((behind) => !/^[\w-]/.test(behind)),
      );
      expect(named, file).toEqual([]);
    }
  });

  test('is found to be without fault by publint and attw', async () => {
    const said = await run(tool('publint'), ['run', tarball, '--strict', '--pack', 'false'], folder);
    expect(said).toMatch(/All good!/);
    await run(tool('attw'), [tarball, ...attwFlags], folder);
  }, 60_000);
});

describe('installed in an empty folder, it', () => {
  test('runs a server', async () => {
    const program = start('npx', ['agentwire', 'dev', '--port', '0'], { cwd: consumer, group: true });
    const banner = await program.stdout.line(/^ {2}GraphQL /);
    const { origin } = new URL(/http:\S+/.exec(banner)?.[0] as string);
    await program.stdout.line(new RegExp(`^ {2}GraphiQL +${origin}/graphiql `));
    for (const name of ['alice', 'bob', 'a worker']) {
      await program.stdout.line(new RegExp(`^ {2}${name} +[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
    }
    for (const path of ['/livez', '/readyz', '/', '/graphiql']) {
      expect((await fetch(origin + path)).status, path).toBe(200);
    }
    const [, runId = ''] =
      / answer (\S+) --approve/.exec(await program.stdout.line(/ answer \S+ --approve/)) ?? [];
    const options = { cwd: consumer, group: true, env: { AGENTWIRE_URL: `${origin}/graphql` } };
    const watching = start('npx', ['agentwire', 'tail', '--start', 'earliest'], options);
    await watching.stdout.line(/ asks /);
    const approving = start('npx', ['agentwire', 'answer', runId, '--approve'], options);
    expect(await approving.exited).toMatchObject({ code: 0 });
    await watching.stdout.line(/ completed {2}STOP /);
  }, 60_000);

  test('is imported by Node', async () => {
    const code = "console.log(Object.keys(await import('agentwire')).sort().join())";
    const names = await run(process.execPath, ['--input-type=module', '--eval', code], consumer);
    const exported =
      'AgentwireError,SetupError,createVerify,emptyDetail,errorTable,fold,readConfig,scopes,settings,startApp';
    expect(names.trim()).toBe(exported);
    const read =
      "process.stdout.write(fs.readFileSync(new URL(import.meta.resolve('agentwire/schema.graphql'))))";
    const schema = await run(process.execPath, ['--input-type=module', '--eval', read], consumer);
    expect(schema).toBe(await readFile(join(repository, 'schema.graphql'), 'utf8'));
  });

  test('has types that a consumer’s compiler understands', async () => {
    await writeFile(join(consumer, 'consumer.ts'), consumerCode);
    const options = {
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'dom'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(repository, 'node_modules', '@types')],
    };
    const config = { compilerOptions: options, files: ['consumer.ts'] };
    await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    await run(tool('tsc'), ['-p', '.'], consumer);
  }, 60_000);
});

/** Uses every export, the types as well; the last line is wrong, so that the types are known to be there. */
const consumerCode = `
import type {
  AgentEvent, App, AppOptions, CaughtUp, Config, Environment, ErrorCode, ErrorDetails, ErrorRow, EventOf, EventType,
  Flags, KeySource, Mode, RunDetail, RunEvent, Setting, StreamReset, Verify, VerifyOptions, Viewer,
} from 'agentwire';
import {
  AgentwireError, createVerify, emptyDetail, errorTable, fold, readConfig, SetupError, scopes, settings, startApp,
} from 'agentwire';

const config: Config = readConfig('dev', {}, {});
const keys: KeySource = { secret: 'a secret of thirty-two characters' };
const verify: Verify = createVerify({
  issuer: 'i', audience: 'a', algorithms: ['HS256'], keys, userClaim: 'sub', tenantClaim: 'tenant',
  maxLifetimeMs: 3_600_000, clockToleranceMs: 5_000,
});
export async function main(log: AppOptions['log']): Promise<number> {
  const app: App = await startApp({ config, verify, log });
  await app.close();
  return app.port;
}
export const scope: string = scopes.publish;
export const retryable: boolean = errorTable.UNAVAILABLE.retryable;
export const names: readonly string[] = settings.map(({ name }) => name);
export const detail = (events: RunEvent[]): RunDetail => events.reduce(fold, emptyDetail);
export const errors: Error[] = [new AgentwireError('INTERNAL'), new SetupError('no')];
export type All = [AgentEvent, CaughtUp, Environment, ErrorCode, ErrorDetails, ErrorRow, EventOf<EventType>, Flags, Mode,
  Setting, StreamReset, VerifyOptions, Viewer];
// @ts-expect-error
export const wrong: number = scopes.publish;
`;
