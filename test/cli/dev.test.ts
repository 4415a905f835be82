import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import type { Program } from '../support/process.ts';
import { agentwire } from '../support/process.ts';

async function startDev(...flags: readonly string[]): Promise<Program> {
  const cwd = await temporaryFolder();
  const program = agentwire(['dev', '--port', '0', '--no-demo', ...flags], { cwd });
  onTestFinished(() => program.kill());
  await program.stdout.line(/agentwire tail/);
  return program;
}

/** The rest of the first line of the banner that begins so; undefined if there is none. */
const lineOf = ({ stdout }: Program, name: string) =>
  stdout.lines
    .find((line) => line.startsWith(`  ${name} `))
    ?.slice(name.length + 2)
    .trim();

/** Whom a token signs in. */
async function viewerOf(origin: string, token: string): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
  return ((await response.json()) as { data: { viewer: { id: string } } }).data.viewer.id;
}

test('dev prints links: a dashboard that is signed in as alice, and one that signs in bob', async () => {
  const program = await startDev();
  const [, url = ''] = /^(http:\S+\/) {3}signed in as alice$/.exec(lineOf(program, 'Dashboard') ?? '') ?? [];
  const { origin } = new URL(url);
  const page = await (await fetch(url)).text();
  const [, alice = ''] = /<meta name="agentwire-token" content="([^"]+)"/.exec(page) ?? [];
  expect(await viewerOf(origin, alice)).toBe('alice');
  const bobs = new URL(lineOf(program, 'as bob') ?? '');
  expect(bobs.href).toBe(`${url}#token=${lineOf(program, 'bob')}`);
  expect(await viewerOf(origin, bobs.hash.slice('#token='.length))).toBe('bob');
  expect(lineOf(program, 'GraphiQL')).toBe(`${origin}/graphiql   signed in as alice`);
});

test('dev prints no link to what is off', async () => {
  const program = await startDev('--dashboard', 'off', '--graphiql', 'off');
  for (const name of ['Dashboard', 'as bob', 'GraphiQL']) expect(lineOf(program, name), name).toBeUndefined();
  const { origin } = new URL(/http:\S+/.exec(lineOf(program, 'GraphQL') ?? '')?.[0] as string);
  expect((await fetch(`${origin}/`)).status).toBe(404);
  expect((await fetch(`${origin}/graphiql`)).status).toBe(404);
});
