import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoRun } from '../../src/demo/agent.ts';
import { answerFrom } from '../../src/demo/answer.ts';
import { expectLawful } from './lawful.ts';
import { bodies, eventsOf, folderWith, only } from './support.ts';

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

async function run(files: Parameters<typeof folderWith>[0], question: string) {
  const folder = await folderWith(files);
  const events = await eventsOf({ question, folder });
  expectLawful(events, folder);
  return { folder, events };
}

describe('a run', () => {
  it('answers with a quote and its place', async () => {
    const { events } = await run({ 'docs/guide.md': guide }, 'How do I resume after a disconnect?');
    const { output, finalText, usage, finishReason } = only(events, 'agentCompleted');
    expect(output.quotes).toEqual([
      {
        path: 'docs/guide.md',
        line: 1,
        text: '# Cursors\n\nA cursor is a position in the stream. Pass it back to resume\nexactly behind it after a disconnect.',
      },
    ]);
    expect(finalText).toContain('> exactly behind it after a disconnect.');
    expect({ usage, finishReason }).toEqual({ usage: [], finishReason: 'STOP' });
  });

  it('says what it is', async () => {
    const { events } = await run({ 'guide.md': guide }, 'What is a cursor?');
    expect(only(events, 'agentStarted')).toMatchObject({
      agent: { id: 'docs-demo', name: 'docs-demo' },
      model: null,
      input: { question: 'What is a cursor?' },
    });
    const introduction = bodies(events, 'agentThinking').filter(({ blockId }) => blockId === 'introduction');
    expect(introduction.map(({ text }) => text).join('')).toMatch(/rule-based agent with no language model/);
  });

  it('leaves out passages that only happen to share a word', async () => {
    const files = {
      'guide.md': guide,
      'b.md': `${'Some other text that goes on. '.repeat(15)} It may resume.`,
    };
    const { events } = await run(files, 'How do I resume behind a disconnect?');
    const search = bodies(events, 'toolCompleted').find(({ toolName }) => toolName === 'search_files');
    expect(search?.output?.hits).toMatchObject([{ path: 'guide.md' }, { path: 'b.md' }]);
    expect(only(events, 'agentCompleted').output.quotes).toMatchObject([{ path: 'guide.md' }]);
  });

  it('tells long lists of files by their beginning', async () => {
    const binary = new Uint8Array([0]);
    const names = Array.from({ length: 60 }, (_, n) => [`${n}.md`, binary]);
    const { events } = await run(Object.fromEntries(names), 'What is a cursor?');
    const outputs = bodies(events, 'toolCompleted').map(({ output }) => output);
    expect(outputs[1]).toMatchObject({ count: 60, firstFiles: { length: 50 } });
    expect(outputs[2]).toMatchObject({ searched: 0, skipped: { length: 50 } });
    expect(only(events, 'agentCompleted').finalText).toContain('I could not search 60 files.');
  });

  it('goes on after a tool that fails', async () => {
    const { events } = await run({ 'guide.md': guide }, 'What is a cursor?');
    expect(bodies(events, 'toolCompleted').map(({ toolName, status }) => [toolName, status])).toEqual([
      ['read_file', 'FAILED'],
      ['list_files', 'SUCCEEDED'],
      ['search_files', 'SUCCEEDED'],
      ['read_file', 'SUCCEEDED'],
    ]);
    expect(bodies(events, 'toolCompleted')[0]?.toolError).toEqual({
      code: 'NOT_FOUND',
      message: 'SUMMARY.md does not exist.',
    });
  });

  it('streams its answer in pieces', async () => {
    const { events } = await run({ 'guide.md': guide }, 'What is a cursor?');
    const deltas = bodies(events, 'messageDelta');
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
    const events = await eventsOf({ question, folder });
    expectLawful(events, folder);
    expect(bodies(events, 'toolCompleted').map(({ toolError }) => toolError?.code)).toContain(code);
    expect(only(events, 'agentCompleted').output.quotes).toEqual([]);
    expect(JSON.stringify(events)).not.toContain('secret says');
  });

  it('are all that is searched', async () => {
    const files = { 'docs/cats.md': 'cats sleep', 'b.md': 'cats cats' };
    const { events } = await run(files, 'Does cats.md mention cats?');
    expect(only(events, 'agentCompleted').output.quotes.map(({ path }) => path)).toEqual(['docs/cats.md']);
    expect(bodies(events, 'toolExecuting').at(-1)?.input).toEqual({ words: ['cats'], fileCount: 1 });
  });

  it('are quoted from their beginning where nothing in them matches', async () => {
    const { events } = await run({ 'guide.md': guide, 'b.md': 'zebras' }, 'Does guide.md mention zebras?');
    const { output, finalText } = only(events, 'agentCompleted');
    expect(output.quotes).toMatchObject([{ path: 'guide.md', line: 1 }]);
    expect(finalText).toContain('I found nothing about “zebras” in 1 file.');
  });
});

describe('an honest answer', () => {
  it('says that nothing matches', async () => {
    const { events } = await run({ 'guide.md': guide }, 'What is the weather in Paris?');
    const { output, finalText } = only(events, 'agentCompleted');
    expect(finalText).toBe('I found nothing about “weather” and “paris” in 1 file.');
    expect(output.quotes).toEqual([]);
  });

  it('names the words it found nothing about', async () => {
    const { events } = await run({ 'guide.md': guide }, 'Do cursors like zebras?');
    expect(only(events, 'agentCompleted').finalText).toContain('I found nothing about “zebras”.');
  });

  it('falls back on a SUMMARY.md', async () => {
    const { events } = await run({ 'SUMMARY.md': 'All in short.' }, 'What is the weather in Paris?');
    expect(only(events, 'agentCompleted').output.quotes).toEqual([
      { path: 'SUMMARY.md', line: 1, text: 'All in short.' },
    ]);
  });

  it('says which files it could not search', async () => {
    const { events } = await run(
      { 'guide.md': guide, 'b.txt': new Uint8Array([65, 0]) },
      'What is a cursor?',
    );
    expect(only(events, 'agentCompleted').finalText).toMatch(/I could not search 1 file\.$/);
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
      const { events } = await run({ 'guide.md': guide }, question);
      expect(only(events, 'agentCompleted').finalText).toBe(
        'The question has no word that I could search for.',
      );
      expect(bodies(events, 'toolExecuting').map(({ toolName }) => toolName)).not.toContain('search_files');
    },
  );

  it('says that a folder is empty', async () => {
    const { events } = await run({}, 'What is a cursor?');
    expect(only(events, 'agentCompleted').finalText).toMatch(/no text files/);
  });

  it('reads unicode in names, questions and texts, with any line ends', async () => {
    const text = '# Größe\r\n\r\nDie Größe zählt nicht 🎉 – und Ärger auch nicht.\r\nЗначение важно.\r\n';
    const { events } = await run({ 'häufig/größe 🎉.md': text }, 'Wie wichtig ist ÄRGER, и значение?');
    const { output, finalText } = only(events, 'agentCompleted');
    expect(output.quotes).toEqual([{ path: 'häufig/größe 🎉.md', line: 1, text: text.trimEnd() }]);
    expect(finalText).not.toContain('\r');
  });
});

describe('files that change during a run', () => {
  async function runWhile(change: (file: string) => Promise<unknown>) {
    const folder = await folderWith({ 'guide.md': guide });
    const question = 'What is a cursor?';
    const events = await eventsOf({ question, folder }, async (event) => {
      const isSearched = 'toolCompleted' in event && event.toolCompleted.toolName === 'search_files';
      if (isSearched) await change(join(folder, 'guide.md'));
    });
    expectLawful(events, folder);
    return events;
  }

  it('are not quoted once they are gone', async () => {
    const events = await runWhile((file) => rm(file));
    expect(bodies(events, 'toolCompleted').at(-1)?.toolError?.code).toBe('NOT_FOUND');
    expect(only(events, 'agentCompleted').finalText).toBe('What I found was gone when I went to read it.');
  });

  it('are not quoted with what they no longer say', async () => {
    const events = await runWhile((file) => writeFile(file, guide.replace('position', 'place')));
    expect(only(events, 'agentCompleted').output.quotes).toEqual([]);
  });
});

describe('other ends', () => {
  it('fails where the folder cannot be read', async () => {
    const folder = join(await folderWith({}), 'missing');
    const events = await eventsOf({ question: 'What is a cursor?', folder });
    expectLawful(events, folder);
    expect(only(events, 'agentFailed').error).toEqual({
      code: 'TOOL_ERROR',
      message: 'The folder does not exist.',
    });
    expect(JSON.stringify(events)).not.toContain(folder);
  });

  it('is cancelled wherever the signal aborts', async () => {
    const folder = await folderWith({ 'guide.md': guide });
    const question = 'What is a cursor?';
    const count = (await eventsOf({ question, folder })).length;
    expect(count).toBeGreaterThan(50);
    for (let stopBehind = 1; stopBehind < count; stopBehind += 1) {
      const stop = new AbortController();
      let seen = 0;
      const events = await eventsOf({ question, folder, signal: stop.signal }, () => {
        seen += 1;
        if (seen === stopBehind) stop.abort();
      });
      expectLawful(events, folder);
      expect(only(events, 'agentCancelled').reason).toBe('SHUTDOWN');
      expect(events.length).toBeLessThanOrEqual(stopBehind + 2);
    }
  });

  it('tells a tool that was stopped as cancelled', async () => {
    const folder = await folderWith({ 'guide.md': guide });
    const stop = new AbortController();
    const events = await eventsOf({ question: 'What is a cursor?', folder, signal: stop.signal }, (event) => {
      if ('toolExecuting' in event && event.toolExecuting.toolName === 'search_files') stop.abort();
    });
    expect(bodies(events, 'toolCompleted').at(-1)).toMatchObject({
      toolName: 'search_files',
      status: 'CANCELLED',
    });
  });

  it('does not wait for its pace once the signal aborts', async () => {
    const stop = new AbortController();
    const paced = demoRun({ question: '', folder: '.', signal: stop.signal, paceMs: 3_600_000 });
    expect((await paced.next()).value).toHaveProperty('agentStarted');
    const waiting = paced.next();
    stop.abort();
    expect((await waiting).value).toHaveProperty('agentCancelled');
    expect((await paced.next()).done).toBe(true);
  });
});
