import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { freePort } from '../support/port.ts';
import type { DevServer } from '../support/process.ts';
import { agentwire, devForAll, startDev } from '../support/process.ts';
import { oneLine, stored, storedRun, storedTexts, traceOf } from './support.ts';

const server = devForAll();

/** Publishes what stands on standard input, or a file of the given content if `args` name one. */
function publish(args: readonly string[], input?: string, { folder, url }: DevServer = server) {
  const program = agentwire(['publish', ...args], {
    cwd: folder,
    env: { AGENTWIRE_URL: url },
    ...(input !== undefined && { input }),
  });
  return program;
}

async function publishFile(name: string, content: string | Buffer) {
  await writeFile(join(server.folder, name), content);
  return publish([name]).result();
}

describe('agentwire publish', () => {
  test('publishes a file, and nothing twice when it is repeated', async () => {
    const trace = traceOf('file', 250).join('');
    const first = await publishFile('file.jsonl', trace);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      oneLine(/252 events of 1 run: 252 published, 0 there already, in \d+\.\d s/),
    );
    const before = await storedRun(server, 'file');
    expect(before?.map((event) => 'seq' in event && event.seq)).toEqual(
      Array.from({ length: 252 }, (_, i) => i + 1),
    );
    expect(await storedTexts(server, 'file')).toEqual(Array.from({ length: 250 }, (_, i) => `text ${i + 2}`));

    const second = await publishFile('file.jsonl', trace);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(oneLine(/252 events of 1 run: 0 published, 252 there already, in .*/));
    expect(await storedRun(server, 'file')).toEqual(before);
  });

  test('publishes what comes on standard input, of several users and runs', async () => {
    const lines = [
      traceOf('in-1', 3),
      traceOf('in-2', 3),
      traceOf('in-1', 3).map((line) => line.replace('alice', 'bob')),
    ];
    const mixed = lines[0]?.flatMap((_, index) => lines.map((trace) => trace[index])) ?? [];
    const { code, stdout } = await publish([], mixed.join('')).result();
    expect(code).toBe(0);
    expect(stdout).toMatch(oneLine(/15 events of 3 runs: 15 published, 0 there already, in .*/));
    expect(await storedTexts(server, 'in-1')).toEqual(['text 2', 'text 3', 'text 4']);
    expect(await storedTexts(server, 'in-2')).toEqual(['text 2', 'text 3', 'text 4']);
  });

  test('takes a byte order mark, CRLF, blank lines, separators within texts and no end of the last line', async () => {
    const [start, delta, end] = traceOf('odd', 1);
    const content = `\ufeff${start}\r\n\r\n${delta?.trim().replace('text 2', 'a\u2028b\u2029c')}\r\n${end?.trim()}`;
    expect(await publishFile('odd.jsonl', content)).toMatchObject({ code: 0, stderr: '' });
    expect(await storedTexts(server, 'odd')).toEqual(['a\u2028b\u2029c']);
  });

  test('publishes nothing of an empty file', async () => {
    const { code, stdout } = await publishFile('empty.jsonl', '');
    expect(code).toBe(0);
    expect(stdout).toMatch(oneLine(/0 events of 0 runs: 0 published, 0 there already, in .*/));
  });

  test('names a line that is wrong; what stands before it is published', async () => {
    const lines = traceOf('wrong-line', 3, false);
    const { code, stdout, stderr } = await publishFile(
      'wrong.jsonl',
      `${lines.join('')}\nnonsense\n${lines[1]}`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine('wrong.jsonl:6: this is not JSON. Every line must be one JSON object.'));
    expect(await storedTexts(server, 'wrong-line')).toEqual(['text 2', 'text 3', 'text 4']);
  });

  test('tells what the server refuses, with lines and path; all of that batch is left out', async () => {
    const good = traceOf('before-refused', 2);
    const bad = traceOf('refused', 2).map((line, index) => (index === 2 ? line.replace('"m"', '""') : line));
    const { code, stdout, stderr } = await publishFile('refused.jsonl', [...good, ...bad].join(''));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      oneLine(/refused\.jsonl:5-8: BAD_USER_INPUT: .+ \(events\.2\.messageDelta\.messageId\)/),
    );
    expect(await storedTexts(server, 'before-refused')).toEqual(['text 2', 'text 3']);
    expect(await storedRun(server, 'refused')).toBe(null);
  });

  test('ends at a refusal, though its input goes on', async () => {
    const program = publish([]);
    program.stdin.write('nonsense\n');
    const { code, stderr } = await program.result();
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/standard input:1: this is not JSON\..*/));
  });

  test.each([
    ['is not there', 'nowhere.jsonl', /nowhere\.jsonl cannot be read: ENOENT.*/],
    ['is a folder', '.', /\. cannot be read: it is a folder\./],
  ])('says so where the file %s', async (_, file, message) => {
    const { code, stdout, stderr } = await publish([file]).result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(message));
  });

  test('does not tell a token that is refused', async () => {
    const token = `${server.worker}forged`;
    const { code, stderr } = await publish(['--token', token], traceOf('forged', 1).join('')).result();
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/standard input:1-3: UNAUTHENTICATED: .*/));
    expect(stderr).not.toContain(token);
  });

  test('does not go on where nothing of ours answers', async () => {
    const url = server.url.replace('/graphql', '/nothing');
    const { code, stderr } = await publish(['--url', url], traceOf('nowhere', 1).join('')).result();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      oneLine(`standard input:1-3: NETWORK: ${url} answers with HTTP 404 and no GraphQL result.`),
    );
  });

  test('asks for a token where there is none, and for a URL that is one', async () => {
    const cwd = await temporaryFolder();
    const withoutKey = await agentwire(['publish', '-'], { cwd, input: '' }).result();
    expect(withoutKey.code).toBe(1);
    expect(withoutKey.stderr).toMatch(oneLine(/There is no token\. Set AGENTWIRE_TOKEN, or .*/));
    const withoutUrl = await publish(['--url', 'localhost:4000'], '').result();
    expect(withoutUrl.code).toBe(1);
    expect(withoutUrl.stderr).toMatch(oneLine('--url must be an http or https URL; localhost:4000 is none.'));
  });
});

describe('publishing that was cut off', () => {
  const trace = traceOf('cut', 598);
  const half = trace.slice(0, 300).join('');
  const texts = Array.from({ length: 598 }, (_, index) => `text ${index + 2}`);

  test('goes on by itself when the server comes back', async () => {
    const folder = await temporaryFolder();
    const port = await freePort();
    const before = await startDev(folder, { port });
    const publisher = publish([], undefined, before);
    publisher.stdin.write(half);
    // Three batches; the last of them is given out with the line behind it.
    await stored(before, 'cut', 200);
    await before.program.kill();
    publisher.stdin.end(trace.slice(300).join(''));
    await publisher.stderr.line(/cannot be reached\. Trying again\.$/);

    const after = await startDev(folder, { port });
    const { code, stdout } = await publisher.result();
    expect(code).toBe(0);
    const [, published, duplicates] =
      /^600 events of 1 run: (\d+) published, (\d+) there already, /.exec(stdout) ?? [];
    expect(Number(published) + Number(duplicates)).toBe(600);
    expect(await storedTexts(after, 'cut')).toEqual(texts);
  });

  test('goes on where it was when it is repeated', async () => {
    const publisher = publish([]);
    publisher.stdin.write(half);
    await stored(server, 'cut', 200);
    publisher.signal('SIGINT');
    expect(await publisher.exited).toEqual({ code: null, signal: 'SIGINT' });

    const { code, stdout } = await publish([], trace.join('')).result();
    expect(code).toBe(0);
    const [, published, duplicates] =
      /^600 events of 1 run: (\d+) published, (\d+) there already, /.exec(stdout) ?? [];
    expect(Number(published) + Number(duplicates)).toBe(600);
    expect(Number(duplicates)).toBeGreaterThanOrEqual(200);
    expect(await storedTexts(server, 'cut')).toEqual(texts);
  });
});
