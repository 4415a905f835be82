import { describe, expect, test } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { PublishEventsDocument, RunsDocument } from '../../src/client/generated/graphql.ts';
import { request } from '../../src/client/request.ts';
import type { Program } from '../support/process.ts';
import { agentwire, devForAll } from '../support/process.ts';
import { completed, delta, endpointOf, escaped, oneLine } from './support.ts';

const server = devForAll();

function start(args: readonly string[], env = {}): Program {
  return agentwire(args, { cwd: server.folder, env: { AGENTWIRE_URL: server.url, ...env } });
}

/** The id of the run that a `run` has started. */
async function runIdOf(program: Program): Promise<string> {
  const line = await program.stderr.line(/^Run \S+ of /);
  return line.split(' ')[1] as string;
}

/** Does what the worker that has alice's run would. */
async function work(runId: string, firstSeq: number, events: readonly AgentEventInput[]): Promise<void> {
  const input = { userId: 'alice', runId, writerId: 'worker', firstSeq, events: [...events] };
  await request(endpointOf(server, server.worker), PublishEventsDocument, { input });
}

const begin: AgentEventInput = { agentStarted: { agent: { name: 'demo' }, input: 'Why?' } };
const asks = (interruptId: string, fields: object = {}): AgentEventInput => ({
  inputRequired: { interruptId, inputKind: 'TOOL_APPROVAL', prompt: `Do ${interruptId}?`, ...fields },
});
const cancelled: AgentEventInput = { agentCancelled: { reason: 'USER' } };
const failed: AgentEventInput = { agentFailed: { error: { code: 'INTERNAL', message: 'No.' } } };

/** Its lines without the time and the run that they begin with. */
const shownBy = (program: Program) =>
  program.stdout.text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d\S+ run-\S+ +/, ''));

async function statusOf(runId: string): Promise<string | undefined> {
  const { runs } = await request(endpointOf(server, server.alice), RunsDocument, { first: 100 });
  return runs.nodes.find(({ id }) => id === runId)?.status;
}

describe('agentwire run', () => {
  test('starts a run and shows its events until it has completed', async () => {
    const program = start(['run', 'Why?', '--thread', 't']);
    const runId = await runIdOf(program);
    await work(runId, 1, [begin, delta('Because.'), completed()]);
    expect(await program.result()).toMatchObject({
      code: 0,
      stderr: `Run ${runId} of demo\nWaiting for a worker of demo …\n`,
    });
    expect(shownBy(program)).toEqual([
      '1  started    demo "Why?"',
      '2  message    Because.',
      '3  completed  STOP',
      '',
      'Done.',
    ]);
  });

  test('shows texts in lines that are not cut off, and the answer whole', async () => {
    const program = start(['run', 'Why?']);
    const runId = await runIdOf(program);
    const sentence = `${'word '.repeat(30)}end.`;
    const thinking = { agentThinking: { blockId: 'b', text: `${sentence}\n\nSo.` } };
    const finalText = `# Why\n\n\t${sentence} 👩‍🚀\u001b[2J\n`;
    await work(runId, 1, [begin, thinking, { agentCompleted: { finalText } }]);
    expect((await program.result()).code).toBe(0);
    expect(shownBy(program).slice(1)).toEqual([
      `2  thinking   ${'word '.repeat(20).trim()}`,
      `2  thinking   ${'word '.repeat(10)}end.`,
      '2  thinking   So.',
      '3  completed  STOP',
      '',
      '# Why',
      '',
      `\t${sentence} 👩‍🚀\\u001b[2J`,
    ]);
  });

  test.each<[string, readonly AgentEventInput[], string]>([
    ['data', [delta('Here.'), { agentCompleted: { output: { a: [1] } } }], '{\n  "a": [\n    1\n  ]\n}'],
    ['its last message', [delta('Be'), delta('cause.'), { agentCompleted: {} }], 'Because.'],
  ])('shows as the answer of a run without a final text: %s', async (_what, events, answer) => {
    const program = start(['run', 'Why?']);
    await work(await runIdOf(program), 1, [begin, ...events]);
    expect((await program.result()).stdout).toMatch(new RegExp(`completed  STOP\n\n${escaped(answer)}\n$`));
  });

  test.each([
    ['failed', failed],
    ['was cancelled', cancelled],
  ])('exits with 1 where it %s', async (_what, end) => {
    const program = start(['run', 'Why?']);
    await work(await runIdOf(program), 1, [begin, end]);
    expect(await program.result()).toMatchObject({ code: 1 });
  });

  test('prints whole events as JSON, and nothing else; what a sub-agent ends is not the run', async () => {
    const program = start(['run', 'Why?', '--json', '--agent', 'json']);
    await program.stdout.line(/CaughtUp/);
    const { runs } = await request(endpointOf(server, server.alice), RunsDocument, {
      first: 1,
      filter: { agentName: 'json' },
    });
    const runId = runs.nodes[0]?.id as string;
    const agent = { name: 'json' };
    await work(runId, 1, [{ agentStarted: { agent } }]);
    await work('sub', 1, [{ agentStarted: { agent, parentRunId: runId } }, completed()]);
    await work(runId, 2, [failed]);
    expect(await program.result()).toMatchObject({ code: 1, stderr: '' });
    expect(program.stdout.lines.map((line) => JSON.parse(line).__typename)).toEqual([
      'CaughtUp',
      'AgentStarted',
      'AgentStarted',
      'AgentCompleted',
      'AgentFailed',
    ]);
  });

  test('says how to answer what the run asks for, since nobody sits at a terminal', async () => {
    const program = start(['run', 'Why?', '--user', 'alice']);
    const runId = await runIdOf(program);
    await work(runId, 1, [
      begin,
      { toolExecuting: { toolCallId: 'c', toolName: 'remove' } },
      asks('one', { prompt: null, forToolCallId: 'c' }),
      asks('two', { inputKind: 'QUESTION' }),
      asks('three', { inputKind: 'OTHER', responseSchema: {} }),
      cancelled,
    ]);
    const { stderr, stdout } = await program.result();
    const or = 'Answer in the dashboard, or with: agentwire answer';
    expect(stderr.split('\n').slice(2, -1)).toEqual([
      `Allow remove? ${or} ${runId} --approve --user alice`,
      `Do two? ${or} ${runId} --text … --user alice`,
      `Do three? ${or} ${runId} --json … --user alice`,
    ]);
    expect(stdout).toContain(' TOOL_APPROVAL for remove\n');
  });

  test('interrupted, leaves the run running, and says how to go on and how to stop it', async () => {
    const program = start(['run', 'Why?', '--user', 'alice']);
    const runId = await runIdOf(program);
    await work(runId, 1, [begin, delta('Beca')]);
    await program.stdout.line(/Beca$/);
    program.signal('SIGINT');
    const { code, stderr } = await program.result();
    expect(code).toBe(130);
    expect(await statusOf(runId)).toBe('RUNNING');
    const commands = [...stderr.matchAll(/: agentwire (.+)$/gm)].map(([, command = '']) =>
      command.split(' '),
    );
    expect(commands).toEqual([
      ['tail', '--run', runId, '--after', expect.any(String), '--user', 'alice'],
      ['cancel', runId, '--user', 'alice'],
    ]);
    const watching = start([...(commands[0] as string[]), '--json']);
    await watching.stdout.line(/CaughtUp/);
    await work(runId, 3, [delta('use.'), completed()]);
    expect(await watching.result()).toMatchObject({ code: 0 });
    const texts = watching.stdout.lines.flatMap((line) => JSON.parse(line).text ?? []);
    expect(texts).toEqual(['use.']);
  });

  test('says that the server cannot be reached, and tries again', async () => {
    const program = start(['run', 'Why?'], { AGENTWIRE_URL: 'http://127.0.0.1:1/graphql' });
    await program.stderr.line(
      /^http:\/\/127\.0\.0\.1:1\/graphql cannot be reached; trying again in \d\.\d s$/,
    );
    await program.stderr.line(/ cannot be reached; trying again in /);
  });
});

describe('agentwire cancel', () => {
  test('ends a run that is queued, and asks one that goes on to stop', async () => {
    const queued = start(['run', 'Why?']);
    const queuedId = await runIdOf(queued);
    expect(await start(['cancel', queuedId]).result()).toMatchObject({
      code: 0,
      stdout: 'It is cancelled.\n',
    });
    expect(await queued.result()).toMatchObject({ code: 1 });

    const running = start(['run', 'Why?']);
    const runId = await runIdOf(running);
    await work(runId, 1, [begin]);
    const asking = start(['cancel', runId]);
    expect(await asking.result()).toMatchObject({ code: 0, stdout: 'It was asked to stop.\n' });
    await work(runId, 2, [cancelled]);
    expect(await running.result()).toMatchObject({ code: 1 });
  });

  test('says that there is no such run, also where it is somebody else’s', async () => {
    const program = start(['run', 'Why?']);
    const runId = await runIdOf(program);
    const answers = [start(['cancel', 'nowhere']), start(['cancel', runId, '--user', 'bob'])];
    for (const answer of answers) {
      const { code, stderr } = await answer.result();
      expect(code).toBe(1);
      expect(stderr).toMatch(oneLine('There is no such run.'));
    }
  });
});

describe('agentwire answer', () => {
  test('answers the only question without being told which, and of several the one that it is told', async () => {
    const program = start(['run', 'Why?']);
    const runId = await runIdOf(program);
    await work(runId, 1, [begin, asks('one')]);
    const done = { code: 0, stdout: 'It is answered.\n' };
    expect(await start(['answer', runId, '--approve']).result()).toMatchObject(done);
    const again = start(['answer', runId, 'one', '--deny']);
    expect((await again.result()).stderr).toMatch(oneLine(/.*answered before.*/));

    await work(runId, 3, [
      { inputResolved: { interruptId: 'one', resolution: 'APPROVED' } },
      asks('two', { inputKind: 'QUESTION', responseSchema: { type: 'integer' } }),
      asks('three'),
    ]);
    const which = await start(['answer', runId, '--approve']).result();
    expect(which).toMatchObject({ code: 1 });
    expect(which.stderr).toContain('\n  two  QUESTION Do two?\n  three  TOOL_APPROVAL Do three?\n');
    const unfit = await start(['answer', runId, 'two', '--text', '7']).result();
    expect(unfit).toMatchObject({ code: 1, stderr: expect.stringMatching(/does not fit/) });
    expect(await start(['answer', runId, 'two', '--json', '7']).result()).toMatchObject(done);
    expect(await start(['answer', runId, 'three', '--deny', '--text', 'Not now.']).result()).toMatchObject(
      done,
    );
  });

  test.each<[string, readonly string[], string | RegExp]>([
    ['no answer', ['r'], 'Say how: --approve, --deny, --text or --json.'],
    ['a value that is no JSON', ['r', '--json', '{'], /--json is not JSON: .+/],
    ['a run that is not there', ['nowhere', '--approve'], 'There is no such run.'],
  ])('names what is wrong: %s', async (_what, args, message) => {
    const result = await start(['answer', ...args]).result();
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(oneLine(message));
  });

  test('refuses a text for what is to be approved or denied, and says how', async () => {
    const program = start(['run', 'Why?']);
    const runId = await runIdOf(program);
    await work(runId, 1, [begin, asks('one')]);
    for (const which of [[], ['one']]) {
      const result = await start(['answer', runId, ...which, '--text', 'yes']).result();
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(oneLine(/.* waits for a yes or a no: --approve or --deny\. .*/));
    }
    const elsewhere = await start(['answer', runId, 'two', '--text', 'yes']).result();
    expect(elsewhere.stderr).toMatch(oneLine('The run does not wait for this input.'));
  });

  test('takes one answer', async () => {
    for (const args of [
      ['--approve', '--deny'],
      ['--text', 'a', '--json', '1'],
    ]) {
      const { code, stderr } = await start(['answer', 'r', ...args]).result();
      expect(code).toBe(1);
      expect(stderr).toContain('cannot be used with');
    }
  });
});
