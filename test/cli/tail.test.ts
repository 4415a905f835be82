import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { freePort } from '../support/port.ts';
import type { DevServer, Program } from '../support/process.ts';
import { agentwire, devForAll, startDev } from '../support/process.ts';
import { completed, delta, oneLine, started, store } from './support.ts';

const server = devForAll();

function tail(args: readonly string[], { folder, url }: DevServer = server): Program {
  return agentwire(['tail', ...args], { cwd: folder, env: { AGENTWIRE_URL: url } });
}

/** Ends a tail as a user does, and makes sure that it takes that well. */
async function interrupt(program: Program): Promise<void> {
  program.signal('SIGINT');
  expect(await program.result()).toMatchObject({ code: 0, signal: null, stderr: '' });
}

/** The events of a tail with --json, but for those of the stream itself. */
const eventsOf = (program: Program) =>
  program.stdout.lines.map((line) => JSON.parse(line)).filter((event) => 'seq' in event);

describe('agentwire tail', () => {
  test('shows what is there and what comes, a line an event, until it is interrupted', async () => {
    await store(server, 'reads', 'run-1', [started({ input: { task: 'x' } }), delta('before')]);
    const program = tail(['--user', 'reads', '--start', 'earliest']);
    await program.stdout.line(/ caught up {2}2 events were there; from here on live$/);
    await store(server, 'reads', 'run-1', [delta('behind'), completed()], 3);
    await program.stdout.line(/ completed /);
    const time = /^\d\d:\d\d:\d\d\.\d{3}/;
    expect(program.stdout.lines.map((line) => line.replace(time, 'TIME'))).toEqual([
      'TIME run-1             1  started    coder {"task":"x"}',
      'TIME run-1             2  message    before',
      `${' '.repeat(34)}caught up  2 events were there; from here on live`,
      'TIME run-1             3  message    behind',
      'TIME run-1             4  completed  STOP Done.',
    ]);
    await interrupt(program);
  });

  test('begins with what comes, unless it is told otherwise', async () => {
    await store(server, 'latest', 'r', [started(), delta('before')]);
    const program = tail(['--user', 'latest']);
    await program.stdout.line(/^Live: /);
    await store(server, 'latest', 'r', [delta('behind')], 3);
    await program.stdout.line(/ message {4}behind$/);
    expect(program.stdout.text).not.toContain('before');
    await interrupt(program);
  });

  test('prints whole events as JSON, and goes on behind a cursor', async () => {
    await store(server, 'json', 'r', [
      started({ threadId: 't', input: { deep: [1, null] } }),
      delta('a\u001b\n'),
    ]);
    const program = tail(['--user', 'json', '--start', 'earliest', '--json']);
    await program.stdout.line(/CaughtUp/);
    const [start, text] = eventsOf(program);
    expect(start).toMatchObject({
      __typename: 'AgentStarted',
      seq: 1,
      threadId: 't',
      input: { deep: [1, null] },
    });
    expect(text).toMatchObject({ __typename: 'MessageDelta', seq: 2, text: 'a\u001b\n', firstSeq: 2 });
    await interrupt(program);

    const behind = tail(['--user', 'json', '--after', start.cursor, '--json']);
    await behind.stdout.line(/CaughtUp/);
    expect(eventsOf(behind)).toEqual([text]);
    await interrupt(behind);
  });

  test('shows only what it is asked for, and ends with the run that it is asked for', async () => {
    await store(server, 'filters', 'other', [started(), delta('other'), completed()]);
    await store(server, 'filters', 'r', [started(), delta('one')]);
    const program = tail([
      ...['--user', 'filters', '--start', 'earliest', '--json'],
      ...['--run', 'r', '--types', 'message_delta, Agent_Completed'],
    ]);
    await program.stdout.line(/CaughtUp/);
    await store(server, 'filters', 'r', [delta('two'), completed()], 3);
    expect(await program.result()).toMatchObject({ code: 0, stderr: '' });
    expect(eventsOf(program).map(({ runId, type, text }) => [runId, type, text])).toEqual([
      ['r', 'MESSAGE_DELTA', 'one'],
      ['r', 'MESSAGE_DELTA', 'two'],
      ['r', 'AGENT_COMPLETED', undefined],
    ]);
  });

  test('shows one thread, with its deltas merged', async () => {
    await store(server, 'threads', 'a', [started({ threadId: 'other' }), delta('no'), completed()]);
    await store(server, 'threads', 'b', [started({ threadId: 't' }), delta('1'), delta('2'), completed()]);
    const args = ['--user', 'threads', '--start', 'earliest', '--json', '--thread', 't', '--coalesce', '50'];
    const program = tail(args);
    await program.stdout.line(/CaughtUp/);
    expect(eventsOf(program).map(({ seq, text }) => [seq, text])).toEqual([
      [1, undefined],
      [3, '12'],
      [4, undefined],
    ]);
    await interrupt(program);
  });

  test('lets no event speak to the terminal', async () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\r\n\u009b31m\u202e';
    await store(server, 'evil', `run${evil}`, [started({ agent: { name: evil } }), delta(evil)]);
    const program = tail(['--user', 'evil', '--start', 'earliest']);
    await program.stdout.line(/ caught up /);
    expect(program.stdout.lines).toHaveLength(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(program.stdout.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(program.stdout.text).toContain('\\u001b[2J\\u001b]0;owned\\u0007⏎\\u009b31m\\u202e');
    await interrupt(program);
  });

  test.each<[string, readonly string[], string | RegExp]>([
    [
      'a type that is none',
      ['--types', 'agent_started,lunch'],
      /--types: lunch is none of agent_started, .*/,
    ],
    ['a wait that is none', ['--coalesce', 'soon'], '--coalesce must be a whole number of milliseconds.'],
    ['a wait that is too long', ['--coalesce', '1001'], /.*coalesceMs.*/],
    ['a cursor that is none', ['--after', 'here'], /This is not a cursor of this API\..*/],
    ['a token that is none', ['--token', 'forged'], 'A valid bearer token is required.'],
    [
      'a token that is none, from the start',
      ['--token', 'forged', '--start', 'earliest'],
      /.*bearer token.*/,
    ],
  ])('ends at once with %s', async (_, args, message) => {
    const { code, stdout, stderr } = await tail(args).result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(message));
  });
});

describe('a tail ends', () => {
  const many = (count: number) => [
    started(),
    ...Array.from({ length: count }, () => delta('x'.repeat(2_000))),
  ];

  test('when nobody reads it any more', async () => {
    await store(server, 'closed', 'r', [started()]);
    const program = tail(['--user', 'closed', '--start', 'earliest']);
    await program.stdout.line(/ caught up /);
    program.stdout.close();
    await store(server, 'closed', 'r', [delta('unread')], 2);
    expect(await program.result()).toMatchObject({ code: 0, stderr: '' });
  });

  test('at a signal, though it waits for somebody to read', async () => {
    await store(server, 'paused', 'r', many(400));
    const program = tail(['--user', 'paused', '--start', 'earliest', '--json']);
    await program.stdout.line(/AgentStarted/);
    program.stdout.stopReading();
    program.signal('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });

  test('at a signal, though the server does not answer any more', async () => {
    const stuck = await startDev(await temporaryFolder());
    const program = tail([], stuck);
    await program.stdout.line(/^Live: /);
    stuck.program.signal('SIGSTOP');
    await interrupt(program);
  });
});

// Three times, the server has to start again, and a delay that is drawn by lot to pass.
const restarts = { timeout: 60_000 };

test(
  'a tail goes on by itself when the server is killed and comes back, with every event once',
  restarts,
  async () => {
    const folder = await temporaryFolder();
    const port = await freePort();
    let current = await startDev(folder, { port });
    const program = tail(['--start', 'earliest', '--json', '--run', 'r'], current);
    await store(current, 'alice', 'r', [started()]);
    await program.stdout.line(/"seq":1,/);
    for (const seq of [2, 102, 202]) {
      await store(
        current,
        'alice',
        'r',
        Array.from({ length: 100 }, (_, index) => delta(`${seq + index}`)),
        seq,
      );
      // Killed while it delivers.
      await program.stdout.line(new RegExp(`"seq":${seq},`));
      await current.program.kill();
      await program.stderr.line(/; trying again in \d+\.\d s$/);
      current = await startDev(folder, { port });
    }
    await store(current, 'alice', 'r', [completed()], 302);
    expect((await program.result()).code).toBe(0);
    const events = eventsOf(program);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 302 }, (_, index) => index + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(302);
    expect(events.slice(1, -1).map(({ text }) => text)).toEqual(
      Array.from({ length: 300 }, (_, i) => `${i + 2}`),
    );
  },
);
