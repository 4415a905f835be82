import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import { RunsDocument } from '../../src/client/generated/graphql.ts';
import { request } from '../../src/client/request.ts';
import { follow } from '../client/follow.ts';
import { refusingOpenAi } from '../demo/fake-openai.ts';
import { temporaryFolder } from '../support/folders.ts';
import type { DevServer } from '../support/process.ts';
import { agentwire, binary, repository, start, startDev } from '../support/process.ts';
import { endpointOf, oneLine, storedRun } from './support.ts';

const runs = async (server: DevServer) =>
  (await request(endpointOf(server, server.alice), RunsDocument, { first: 10, filter: null })).runs.nodes;

/** The first event of that type among alice's, of whatever run. */
async function seen(server: DevServer, type: DeliveredEvent['__typename']): Promise<DeliveredEvent> {
  const stop = new AbortController();
  for await (const event of follow(endpointOf(server, server.alice), { start: 'EARLIEST' }, stop)) {
    if (event.__typename !== type) continue;
    stop.abort();
    return event;
  }
  return expect.unreachable(`no ${type}`);
}

const commandIn =
  ({ folder, url }: DevServer) =>
  (args: readonly string[], env = {}) =>
    agentwire(args, { cwd: folder, env: { AGENTWIRE_URL: url, OPENAI_API_KEY: '', ...env } });

const walrus = 'What does a walrus eat?';

async function folderOfNotes(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'notes.md'), 'A walrus eats clams.\n');
  return folder;
}

test('agentwire demo answers one question from its folder, whoever else serves the demo, and saves what is approved', async () => {
  const folder = await folderOfNotes();
  const server = await startDev(folder, { demo: true });
  const command = commandIn(server);
  const program = command(['demo', walrus, '--folder', '.']);
  const runId = await program.stdout.line(/^run-/);
  expect(await program.stderr.line(/--approve$/)).toBe(
    `May I save the answer as .agentwire/answers/${runId}.md? Answer in the dashboard, or with: agentwire answer ${runId} --approve`,
  );
  expect((await command(['answer', runId, '--approve']).result()).code).toBe(0);
  const { code, stdout } = await program.result();
  expect(code).toBe(0);

  const events = (await storedRun(server, runId)) ?? [];
  const end = events.at(-1);
  expect(end).toMatchObject({
    __typename: 'AgentCompleted',
    finalText: expect.stringContaining('A walrus eats clams.'),
  });
  const { finalText } = end as Extract<DeliveredEvent, { readonly __typename: 'AgentCompleted' }>;
  expect(stdout).toBe(`${runId}\n\n${finalText}\n`);
  expect(await readFile(join(folder, `.agentwire/answers/${runId}.md`), 'utf8')).toBe(`${finalText}\n`);
});

test('agentwire demo that is interrupted says in the run that it was', async () => {
  const server = await startDev(await temporaryFolder());
  const program = commandIn(server)(['demo', walrus]);
  await seen(server, 'AgentStarted');
  program.signal('SIGINT');
  const { code, stdout, stderr } = await program.result();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await runs(server)).toMatchObject([{ id: stdout.trim(), status: 'CANCELLED' }]);
  expect((await storedRun(server, stdout.trim()))?.at(-1)).toMatchObject({ reason: 'SHUTDOWN' });
});

test('agentwire demo without a question answers everybody until it is stopped', async () => {
  const folder = await folderOfNotes();
  const server = await startDev(folder);
  const command = commandIn(server);
  const program = command(['demo', '--folder', '.']);
  await program.stderr.line(/^The agent demo answers by rules, without a model\. Ctrl-C stops it\.$/);

  for (const user of ['alice', 'bob']) {
    const asking = command(['run', walrus, '--user', user]);
    const [, runId = ''] = /^Run (\S+) of demo$/.exec(await asking.stderr.line(/^Run /)) ?? [];
    await asking.stdout.line(/ May I save the answer/);
    expect((await command(['answer', runId, '--deny', '--user', user]).result()).code).toBe(0);
    const { code, stdout } = await asking.result();
    expect(code).toBe(0);
    expect(stdout).toMatch(/ message .* completed .*\n\n.*walrus eats clams\..*\n$/s);
  }

  const waiting = command(['run', walrus]);
  await waiting.stdout.line(/ May I save the answer/);
  program.signal('SIGTERM');
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(await waiting.result()).toMatchObject({ code: 1, stdout: expect.stringContaining('SHUTDOWN') });
});

test('agentwire demo says once that there is no server, and that there is one again', async () => {
  const folder = await temporaryFolder();
  const server = await startDev(folder);
  const program = commandIn(server)(['demo']);
  await program.stderr.line(/Ctrl-C stops it/);
  const waiting = commandIn(server)(['run', walrus]);
  await waiting.stdout.line(/ started /);
  await server.program.kill();
  const lost = `There is no connection to ${server.url}; trying until there is.`;
  expect(await program.stderr.line(/connection/)).toBe(lost);
  await startDev(folder, { port: server.port });
  expect(await program.stderr.line(/connection/)).toBe(`There is a connection to ${server.url}.`);
  expect(program.stderr.lines.filter((line) => line === lost)).toHaveLength(1);
});

test.each(['nowhere', 'notes.md'])('agentwire demo refuses a folder that is none: %s', async (folder) => {
  const program = start(process.execPath, [binary, 'demo', '--folder', folder], {
    cwd: await folderOfNotes(),
    env: { AGENTWIRE_TOKEN: 'token' },
  });
  const { code, stderr } = await program.result();
  expect(code).toBe(1);
  expect(stderr).toMatch(oneLine(new RegExp(`--folder: ${folder} is no folder that can be read: .*`)));
});

test('agentwire demo whose token is no worker’s says so and ends', async () => {
  const server = await startDev(await temporaryFolder());
  const program = commandIn(server)(['demo'], { AGENTWIRE_TOKEN: server.alice });
  const { code, stderr } = await program.result();
  expect(code).toBe(1);
  expect(stderr).toMatch(/agentwire:work/);
});

test('agentwire demo with a key that a provider refuses ends its run as failed, and tells nobody the key', async () => {
  const key = 'sk-test-a-key-that-nobody-may-see';
  const server = await startDev(await temporaryFolder());
  const { baseUrl } = await refusingOpenAi();
  const program = commandIn(server)(['demo', walrus], { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl });
  const { code, stdout, stderr } = await program.result();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The model failed: AI_APICallError, status 401.\nRun ${stdout.trim()}: The model failed.\n`,
  });
  const events = await storedRun(server, stdout.trim());
  expect(events?.at(-1)).toMatchObject({
    __typename: 'AgentFailed',
    error: { code: 'MODEL_ERROR', message: 'The model failed.' },
  });
  expect(JSON.stringify([events, stdout, stderr])).not.toContain(key);
});

test('agentwire demo goes by rules, and says what to install, where what a model needs is not installed', async () => {
  const folder = await temporaryFolder();
  const { dependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  for (const path of ['package.json', 'schema.graphql', 'src']) {
    await cp(join(repository, path), join(folder, path), { recursive: true });
  }
  for (const name of Object.keys(dependencies)) {
    const place = join(folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(repository, 'node_modules', name), place);
  }
  const server = await startDev(folder);
  const program = start(process.execPath, ['src/cli/index.ts', 'demo'], {
    cwd: folder,
    env: { AGENTWIRE_URL: server.url, OPENAI_API_KEY: 'key' },
  });
  expect(await program.stderr.line(/./)).toBe(
    'OPENAI_API_KEY is set, but what a model needs is not installed; the demo agent goes by rules. npm install ai @ai-sdk/openai zod',
  );
  await program.stderr.line(/answers by rules/);
});

test('agentwire dev that is ended leaves no run of its demo as running', async () => {
  const folder = await temporaryFolder();
  const server = await startDev(folder, { demo: true });
  const { runId } = (await seen(server, 'InputRequired')) as { runId: string };
  server.program.signal('SIGTERM');
  expect(await server.program.result()).toMatchObject({ code: 0, stderr: '' });

  const again = await startDev(folder);
  expect(await runs(again)).toMatchObject([{ id: runId, status: 'CANCELLED' }]);
  expect((await storedRun(again, runId))?.slice(-3)).toMatchObject([
    { __typename: 'InputResolved', resolution: 'ABANDONED' },
    { __typename: 'ToolCompleted', toolName: 'save_answer', status: 'CANCELLED' },
    { __typename: 'AgentCancelled', reason: 'SHUTDOWN' },
  ]);
});

test('agentwire dev names the run that its demo begins with, and answers others', async () => {
  const server = await startDev(await temporaryFolder(), { demo: true });
  const command = commandIn(server);
  const answer = server.program.stdout.lines.find((line) => line.includes(' answer '));
  const [, runId = ''] = /^ {2}npx agentwire answer (\S+) --approve/.exec(answer ?? '') ?? [];
  expect(await seen(server, 'InputRequired')).toMatchObject({ runId });
  expect((await command(['answer', runId, '--approve']).result()).code).toBe(0);
  expect(await seen(server, 'AgentCompleted')).toMatchObject({ runId });

  const asking = command(['run', walrus, '--user', 'bob']);
  await asking.stdout.line(/ May I save the answer/);
});
