import { beforeEach, describe, expect, test } from 'vitest';
import { completed, delta, started } from '../support/events.ts';
import type { Program } from '../support/process.ts';
import { repository, start } from '../support/process.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { expiredToken, signToken } from '../support/tokens.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  return () => server.close();
});

/** Starts an example as its readers do: what it imports of ours is what was built. */
async function run(main: string, args: readonly string[] = [], token = signToken('alice')): Promise<Program> {
  const env = { AGENTWIRE_URL: `${server.url}/graphql`, AGENTWIRE_TOKEN: await token };
  return start(process.execPath, [`examples/${main}`, ...args], { cwd: repository, env });
}

describe.each([
  ['graphql-ws/main.ts', { code: 0, signal: null }],
  ['apollo/main.ts', { code: 0, signal: null }],
  ['apollo/main-multipart.ts', { code: null, signal: 'SIGINT' }],
  ['urql/main.ts', { code: 0, signal: null }],
  ['relay/main.ts', { code: 0, signal: null }],
])('node examples/%s', (main, stopped) => {
  test('prints events until it is told to stop', async () => {
    await server.publish('alice', 'run', [started()]);
    const program = await run(main);
    await program.stdout.line(/"AgentStarted"/);
    await program.stdout.line(/"CaughtUp".*"replayed":1/);
    await server.publish('alice', 'run', [delta('Hello')]);
    await program.stdout.line(/"MessageDelta".*"text":"Hello"/);
    program.signal('SIGINT');
    expect(await program.exited).toEqual(stopped);
  });

  test('prints a run and its events to their end', async () => {
    await server.publish('alice', 'run', [started(), delta('Hello')]);
    const program = await run(main, ['run']);
    await program.stdout.line(/"status":"RUNNING".*"text":"Hello"/);
    await server.publish('alice', 'run', [completed()]);
    await program.stdout.line(/"AgentCompleted"/);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout.text).not.toContain('"AgentStarted"');
  });

  test('says that its token has expired', async () => {
    const program = await run(main, [], expiredToken('alice'));
    const { code, stderr } = await program.result();
    expect(code).toBe(1);
    expect(stderr).toContain('The token has expired');
  });
});
