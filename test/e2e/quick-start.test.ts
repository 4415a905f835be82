import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import type { Program } from '../support/process.ts';
import { repository, start } from '../support/process.ts';

/** The commands of the README's quick start, a text for each block: what is tried here is what people read. */
async function quickStart(): Promise<readonly string[]> {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const [, section = ''] = /\n## Quick start\n(.*?)\n## /s.exec(readme) ?? [];
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

test('the quick start of the README works as it stands there', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const [setUp = '', tail = '', approve = '', curl = '', run = '', ...rest] = await quickStart();
  expect(rest).toEqual([]);
  const [install, startServer = '', ...more] = setUp.trim().split('\n');
  expect([install, more]).toEqual(['npm ci', []]);

  /** As in a terminal of its own, in the repository, on a port and a store that nobody else has. */
  const shell = (commands: string, env: Record<string, string> = {}): Program =>
    start('sh', ['-c', commands], { cwd: repository, group: true, env });

  const pidFile = join(folder, 'pid');
  const server = shell(startServer, {
    AGENTWIRE_PORT: '0',
    AGENTWIRE_STORE: `sqlite:${join(folder, 'events.db')}`,
    NODE_OPTIONS: tellPid(pidFile),
  });
  const banner = await server.stdout.line(/^ {2}GraphQL /);
  const url = new URL(/http:\S+/.exec(banner)?.[0] as string);
  const printed = await server.stdout.line(/ answer run-\w+ --approve/);
  const [, runId = ''] = / answer (\S+)/.exec(printed) ?? [];
  await server.stdout.line(/npm run agentwire -- tail --start earliest/);
  const env = { AGENTWIRE_URL: url.href };

  const watching = shell(tail, env);
  await watching.stdout.line(/ started .*demo.*How does a client resume after a disconnect\?/);
  await watching.stdout.line(/ tool {6}/);
  await watching.stdout.line(/ tool done /);
  await watching.stdout.line(/ message /);
  await watching.stdout.line(/ asks .*TOOL_APPROVAL/);
  const saved = savedAnswer(runId);
  const approval = approve.replace('RUN', runId);
  expect(approval).not.toBe(approve);
  expect(await shell(approval, env).result()).toMatchObject({ code: 0 });
  await watching.stdout.line(/ completed {2}STOP /);
  expect(await readFile(saved, 'utf8')).toMatch(/This is what the files say/);
  watching.signal('SIGINT');
  await watching.exited;

  const [tokenCommand = ''] = /TOKEN=\$\((.*)\)/.exec(curl)?.slice(1) ?? [];
  const token = await shell(tokenCommand, env).result();
  expect(token.code).toBe(0);
  expect(token.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);

  const here = curl.replaceAll('http://127.0.0.1:4000/', `${url.origin}/`);
  expect(here).not.toBe(curl);
  const hasCurl = await start('sh', ['-c', 'command -v curl'], { cwd: folder }).result();
  expect(hasCurl.code, 'curl is needed to try what the README says').toBe(0);
  const streaming = shell(here, env);
  const eventId = await streaming.stdout.line(/^id: ./);
  const first = await streaming.stdout.line(/^data: /);
  const { agentEvents } = JSON.parse(first.slice('data: '.length)).data;
  expect(agentEvents).toEqual({ __typename: 'AgentStarted', seq: 1, cursor: eventId.slice('id: '.length) });
  expect(streaming.stdout.lines).toContain('event: next');
  await streaming.stdout.line(/"__typename":"MessageDelta",.*"text":"/);
  await streaming.stdout.line(/"__typename":"AgentCompleted"/);
  await streaming.kill();

  const asking = shell(run, env);
  const [, bobsRunId = ''] = /^Run (\S+) /.exec(await asking.stderr.line(/^Run /)) ?? [];
  await asking.stdout.line(/ asks .*TOOL_APPROVAL/);
  const denial = approve.replace('RUN', bobsRunId).replace('--approve', '--deny --user bob');
  expect(await shell(denial, env).result()).toMatchObject({ code: 0 });
  const asked = await asking.result();
  expect(asked.code).toBe(0);
  expect(asked.stdout).toMatch(/ started .*What happens to a slow reader\?.* completed {2}STOP\n/s);

  process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });
});

/** Where the repository's dev server saves the answer of a run; it goes with the test. */
function savedAnswer(runId: string): string {
  const path = join(repository, '.agentwire', 'answers', `${runId}.md`);
  onTestFinished(() => rm(path, { force: true }));
  return path;
}

/**
 * Has the server write its own process's id to a file. What is started here is a shell, which starts npm, which
 * starts a shell: a signal to any of those would not say how the server ends.
 */
function tellPid(file: string): string {
  const code = `
    import { writeFileSync } from 'node:fs';
    if (process.argv[1]?.endsWith('index.ts')) writeFileSync(${JSON.stringify(file)}, String(process.pid));`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}
