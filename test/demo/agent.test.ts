import { rmSync, writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoAgent } from '../../src/demo/agent.ts';
import { answerFrom } from '../../src/demo/answer.ts';
import { outcomeOf } from '../../src/publisher/outcome.ts';
import { expectLawful } from './lawful.ts';
import { answerOf, bodies, demoRun, folderWith, only } from './support.ts';

const guide = [
  '# Cursors',
  '',
  'A cursor is a position in the stream. Pass it back to resume',
  'exactly behind it after a disconnect.',
  '',
  '# Limits',
  '',
  'A payload may have 256 KiB at most. Larger payloads are refused, and the error says how much was allowed.',
  '',
].join('\n');

async function ask(files: Parameters<typeof folderWith>[0], question: unknown) {
  const folder = await folderWith(files);
  const run = await demoRun({ folder }, question);
  expectLawful(run, folder);
  return run;
}

describe('a run', () => {
  it('answers with a quote and its place', async () => {
    const run = await ask({ 'docs/guide.md': guide }, 'How do I resume after a disconnect?');
    const { quotes, finalText } = answerOf(run);
    expect(quotes).toEqual([
      {
        path: 'docs/guide.md',
        line: 1,
        text: '# Cursors\n\nA cursor is a position in the stream. Pass it back to resume\nexactly behind it after a disconnect.',
      },
    ]);
    expect(finalText).toContain('> exactly behind it after a disconnect.');
    expect(only(run, 'agentCompleted')).toMatchObject({ usage: [], finishReason: 'STOP' });
  });

  it('says what it is', async () => {
    const run = await ask({ 'guide.md': guide }, 'What is a cursor?');
    const introduction = bodies(run, 'agentThinking').filter(({ blockId }) => blockId === 'introduction');
    expect(introduction.map(({ text }) => text).join('')).toMatch(/rule-based agent with no language model/);
  });

  it('leaves out passages that only happen to share a word', async () => {
    const files = {
      'guide.md': guide,
      'b.md': `${'Some other text that goes on. '.repeat(15)} It may resume.`,
    };
    const run = await ask(files, 'How do I resume behind a disconnect?');
    const search = bodies(run, 'toolCompleted').find(({ toolName }) => toolName === 'search_files');
    expect(search?.output).toMatchObject({ hits: [{ path: 'guide.md' }, { path: 'b.md' }] });
    expect(answerOf(run).quotes).toMatchObject([{ path: 'guide.md' }]);
  });

  it('tells long lists of files by their beginning', async () => {
    const binary = new Uint8Array([0]);
    const names = Array.from({ length: 60 }, (_, n) => [`${n}.md`, binary]);
    const run = await ask(Object.fromEntries(names), 'What is a cursor?');
    const outputs = bodies(run, 'toolCompleted').map(({ output }) => output);
    expect(outputs[1]).toMatchObject({ count: 60, firstFiles: { length: 50 } });
    expect(outputs[2]).toMatchObject({ searched: 0, skipped: { length: 50 } });
    expect(answerOf(run).finalText).toContain('I could not search 60 files.');
  });

  it('goes on after a tool that fails', async () => {
    const run = await ask({ 'guide.md': guide }, 'What is a cursor?');
    expect(bodies(run, 'toolCompleted').map(({ toolName, status }) => [toolName, status])).toEqual([
      ['read_file', 'FAILED'],
      ['list_files', 'SUCCEEDED'],
      ['search_files', 'SUCCEEDED'],
      ['read_file', 'SUCCEEDED'],
      ['save_answer', 'DENIED'],
    ]);
    expect(bodies(run, 'toolCompleted')[0]?.toolError).toEqual({
      code: 'NOT_FOUND',
      message: 'SUMMARY.md does not exist.',
    });
  });

  it('streams its answer in pieces', async () => {
    const run = await ask({ 'guide.md': guide }, 'What is a cursor?');
    const deltas = bodies(run, 'messageDelta');
    expect(deltas.length).toBeGreaterThan(20);
    expect(Math.max(...deltas.map(({ text }) => text.length))).toBeLessThan(40);
  });
});

describe('files that a question names', () => {
  const binary = new Uint8Array([0x89, 0x50, 0, 1]);
  it.each([
    ['is missing', 'What does missing.md say?', 'NOT_FOUND'],
    ['is binary', 'What does logo.png say?', 'BINARY_FILE'],
    ['is too large', 'What does large.txt say?', 'TOO_LARGE'],
    ['is outside', 'What does ../secret.txt say?', 'OUTSIDE_FOLDER'],
    ['is a link out of the folder', 'What does link.md say?', 'OUTSIDE_FOLDER'],
    ['is hidden', 'What does .agentwire/key.json say?', 'EXCLUDED'],
  ])('fail to be read where one %s, and the run completes', async (_case, question, code) => {
    const outside = await folderWith({ 'secret.md': 'what the secret says' });
    const folder = await folderWith({
      'guide.md': guide,
      'logo.png': binary,
      'large.txt': 'x'.repeat(512 * 1024 + 1),
      '.agentwire/key.json': '{}',
    });
    await symlink(join(outside, 'secret.md'), join(folder, 'link.md'));
    const run = await demoRun({ folder }, question);
    expectLawful(run, folder);
    expect(bodies(run, 'toolCompleted').map(({ toolError }) => toolError?.code)).toContain(code);
    expect(answerOf(run).quotes).toEqual([]);
    expect(JSON.stringify(run.events)).not.toContain('secret says');
  });

  it('are all that is searched', async () => {
    const files = { 'docs/cats.md': 'cats sleep', 'b.md': 'cats cats' };
    const run = await ask(files, 'Does cats.md mention cats?');
    expect(answerOf(run).quotes.map(({ path }) => path)).toEqual(['docs/cats.md']);
    const search = bodies(run, 'toolExecuting').find(({ toolName }) => toolName === 'search_files');
    expect(search?.input).toEqual({ words: ['cats'], fileCount: 1 });
  });

  it('are quoted from their beginning where nothing in them matches', async () => {
    const run = await ask({ 'guide.md': guide, 'b.md': 'zebras' }, 'Does guide.md mention zebras?');
    const { quotes, finalText } = answerOf(run);
    expect(quotes).toMatchObject([{ path: 'guide.md', line: 1 }]);
    expect(finalText).toContain('I found nothing about “zebras” in 1 file.');
  });
});

describe('an honest answer', () => {
  it('says that nothing matches', async () => {
    const run = await ask({ 'guide.md': guide }, 'What is the weather in Paris?');
    const { quotes, finalText } = answerOf(run);
    expect(finalText).toBe('I found nothing about “weather” and “paris” in 1 file.');
    expect(quotes).toEqual([]);
  });

  it('names the words it found nothing about', async () => {
    const run = await ask({ 'guide.md': guide }, 'Do cursors like zebras?');
    expect(answerOf(run).finalText).toContain('I found nothing about “zebras”.');
  });

  it('falls back on a SUMMARY.md', async () => {
    const run = await ask({ 'SUMMARY.md': 'All in short.' }, 'What is the weather in Paris?');
    expect(answerOf(run).quotes).toEqual([{ path: 'SUMMARY.md', line: 1, text: 'All in short.' }]);
  });

  it('says which files it could not search', async () => {
    const run = await ask({ 'guide.md': guide, 'b.txt': new Uint8Array([65, 0]) }, 'What is a cursor?');
    expect(answerOf(run).finalText).toMatch(/I could not search 1 file\.$/);
  });

  it('says what of the folder it has not seen', () => {
    const listing = { files: ['a.md', 'b.md'], truncated: true, unreadable: ['locked'] };
    const { files } = listing;
    const answer = answerFrom({ listing, files, words: [], result: null, quotes: [], openings: [] });
    expect(answer).toMatch(/I listed the first 2 files only\.\n\nI could not look into 1 folder\.$/);
  });

  it.each(['', '   ', '?!', 'What is it?', '🎉🎉'])(
    'says that %j has nothing to search for',
    async (question) => {
      const run = await ask({ 'guide.md': guide }, question);
      expect(answerOf(run).finalText).toBe('The question has no word that I could search for.');
      expect(bodies(run, 'toolExecuting').map(({ toolName }) => toolName)).not.toContain('search_files');
    },
  );

  it('says that a folder is empty', async () => {
    const run = await ask({}, 'What is a cursor?');
    expect(answerOf(run).finalText).toMatch(/no text files/);
  });

  it('reads unicode in names, questions and texts, with any line ends', async () => {
    const text = '# Größe\r\n\r\nDie Größe zählt nicht 🎉 – und Ärger auch nicht.\r\nЗначение важно.\r\n';
    const run = await ask({ 'häufig/größe 🎉.md': text }, 'Wie wichtig ist ÄRGER, и значение?');
    const { quotes, finalText } = answerOf(run);
    expect(quotes).toEqual([{ path: 'häufig/größe 🎉.md', line: 1, text: text.trimEnd() }]);
    expect(finalText).not.toContain('\r');
  });
});

describe('files that change during a run', () => {
  async function runWhile(change: (file: string) => void) {
    const folder = await folderWith({ 'guide.md': guide });
    const run = await demoRun({ folder }, 'What is a cursor?', {
      onEmit: ({ toolCompleted }) => {
        if (toolCompleted?.toolName === 'search_files') change(join(folder, 'guide.md'));
      },
    });
    expectLawful(run, folder);
    return run;
  }

  it('are not quoted once they are gone', async () => {
    const run = await runWhile((file) => rmSync(file));
    const reading = bodies(run, 'toolCompleted').findLast(({ toolName }) => toolName === 'read_file');
    expect(reading?.toolError?.code).toBe('NOT_FOUND');
    expect(answerOf(run).finalText).toBe('What I found was gone when I went to read it.');
  });

  it('are not quoted with what they no longer say', async () => {
    const run = await runWhile((file) => writeFileSync(file, guide.replace('position', 'place')));
    expect(answerOf(run).quotes).toEqual([]);
  });
});

describe('what it is asked', () => {
  it('may be an object that has the question', async () => {
    const run = await ask({ 'guide.md': guide }, { question: 'What is a cursor?' });
    expect(answerOf(run).quotes).toMatchObject([{ path: 'guide.md' }]);
  });

  it.each([null, 7, {}, { question: 7 }, ['What is a cursor?']])('cannot be %j', async (input) => {
    const run = await ask({ 'guide.md': guide }, input);
    expect(run.names).toEqual(['agentStarted', 'agentFailed']);
    expect(only(run, 'agentFailed').error).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Send the question as a string, or as { "question": "…" }.',
    });
  });
});

describe('other ends', () => {
  it('fails where the folder cannot be read', async () => {
    const folder = join(await folderWith({}), 'missing');
    const run = await demoRun({ folder }, 'What is a cursor?');
    expectLawful(run, folder);
    expect(only(run, 'agentFailed').error).toMatchObject({
      code: 'TOOL_ERROR',
      message: 'The folder does not exist.',
    });
    expect(JSON.stringify(run.events)).not.toContain(folder);
  });

  it('stops wherever it is cancelled', async () => {
    const folder = await folderWith({ 'guide.md': guide });
    const question = 'What is a cursor?';
    const count = (await demoRun({ folder }, question)).events.length - 2;
    expect(count).toBeGreaterThan(50);
    for (let stopBehind = 1; stopBehind < count; stopBehind += 1) {
      let seen = 0;
      const run = await demoRun({ folder }, question, {
        onEmit: (_event, cancel) => {
          seen += 1;
          if (seen === stopBehind) cancel();
        },
      });
      expectLawful(run, folder);
      // A call that was denied in that moment is told as such.
      expect(run.names.length).toBeLessThanOrEqual(stopBehind + 3);
      expect(run.names.at(-1)).toBe('agentCancelled');
    }
  });

  it('does not wait for its pace once it is cancelled', async () => {
    const stop = new AbortController();
    const agent = demoAgent({ folder: '.', workingFolder: '.', paceMs: 3_600_000 });
    const run = { userId: 'u', runId: 'r', threadId: 't', input: 'What?', signal: stop.signal };
    const outcome = outcomeOf(agent, { ...run, emit: unused, askForInput: unused });
    stop.abort();
    expect(await outcome).toMatchObject({ error: { name: 'AbortError' } });
  });
});

const unused = async (): Promise<never> => {
  throw new Error('Nothing was to come.');
};
