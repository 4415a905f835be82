import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputAnswer } from '../../src/publisher/agent.ts';
import { expectLawful } from './lawful.ts';
import type { RunOptions } from './support.ts';
import { answerOf, approved, bodies, demoRun, folderWith, only } from './support.ts';

const files = { 'guide.md': 'A walrus eats clams.' };
const question = 'What does a walrus eat?';

async function ask(options: RunOptions & { readonly workingFolder?: string } = {}) {
  const folder = await folderWith(files);
  const { workingFolder = await folderWith({}), ...runOptions } = options;
  const run = await demoRun({ folder, workingFolder }, question, { answer: approved, ...runOptions });
  expectLawful(run, folder);
  const saving = bodies(run, 'toolCompleted').find(({ toolName }) => toolName === 'save_answer');
  return { run, saving, workingFolder };
}

const saved = (folder: string) => readdir(join(folder, '.agentwire', 'answers'));

describe('the answer', () => {
  it('is saved once the user approves, and they see what is to be saved, and where', async () => {
    const { run, saving, workingFolder } = await ask({ runId: 'run-7f' });
    const { finalText } = answerOf(run);
    expect(run.questions).toEqual([
      {
        inputKind: 'TOOL_APPROVAL',
        prompt: 'May I save the answer as .agentwire/answers/run-7f.md?',
        forToolCallId: saving?.toolCallId,
        proposedInput: { path: '.agentwire/answers/run-7f.md', text: finalText },
        expiresInMs: 300_000,
      },
    ]);
    expect(run.names.filter((name) => name !== 'messageDelta' && name !== 'agentThinking').slice(-5)).toEqual(
      ['toolExecuting', 'inputRequired', 'inputResolved', 'toolCompleted', 'agentCompleted'],
    );
    const content = await readFile(join(workingFolder, '.agentwire/answers/run-7f.md'), 'utf8');
    expect(content).toBe(`${finalText}\n`);
    expect(saving?.output).toEqual({
      path: '.agentwire/answers/run-7f.md',
      bytes: Buffer.byteLength(content),
    });
    expect(JSON.stringify(run.events)).not.toContain(workingFolder);
  });

  it.each<InputAnswer['resolution']>(['DENIED', 'EXPIRED', 'ANSWERED'])(
    'is not saved where the question is %s, and the run completes',
    async (resolution) => {
      const { run, saving, workingFolder } = await ask({ answer: () => ({ resolution, response: null }) });
      expect(saving?.status).toBe('DENIED');
      expect(only(run, 'agentCompleted').finishReason).toBe('STOP');
      expect(await readdir(workingFolder)).toEqual([]);
    },
  );

  it('is not saved once the run is cancelled', async () => {
    const { run, workingFolder } = await ask({
      onEmit: ({ inputResolved }, cancel) => inputResolved && cancel(),
    });
    expect(run.names.at(-1)).toBe('agentCancelled');
    expect(await readdir(workingFolder)).toEqual([]);
  });

  it('is shown by its beginning where it is long', async () => {
    const folder = await folderWith({ 'guide.md': 'A walrus eats clams 🎉. '.repeat(25) });
    const more = Object.fromEntries(
      [1, 2, 3].map((n) => [`${n}.md`, `Walrus ${n} eats. ${'🎉'.repeat(250)}`]),
    );
    for (const [name, text] of Object.entries(more)) await writeFile(join(folder, name), text);
    const run = await demoRun({ folder }, question, { answer: approved });
    const { text = '' } = (run.questions[0]?.proposedInput ?? {}) as { readonly text?: string };
    expect(text).toHaveLength(501);
    expect(text).toMatch(/…$/);
    expect(text.isWellFormed()).toBe(true);
    expect((await readFile(join(folder, '.agentwire/answers/run-1.md'), 'utf8')).length).toBeGreaterThan(
      1_200,
    );
  });
});

describe('the file', () => {
  it.each([
    '../../escaped',
    '/etc/passwd',
    '..',
    '.hidden',
    'UPPER',
    'a\\b:c*?"<>|',
    'ключ 🎉',
    '\ud800',
    'x'.repeat(256),
    '-rf',
  ])('of the run %j has a safe name of its own in the folder of answers', async (runId) => {
    const { workingFolder, saving } = await ask({ runId });
    expect(saving?.status).toBe('SUCCEEDED');
    expect(await readdir(workingFolder)).toEqual(['.agentwire']);
    expect(await readdir(join(workingFolder, '.agentwire'))).toEqual(['answers']);
    const [name = '', ...more] = await saved(workingFolder);
    expect(more).toEqual([]);
    expect(name).toMatch(/^[a-z\d][a-z\d_-]{0,99}\.md$/);
    expect(saving?.output).toMatchObject({ path: `.agentwire/answers/${name}` });
  });

  it('of runs whose ids differ in their signs or capitals only are not the same', async () => {
    const workingFolder = await folderWith({});
    for (const runId of ['a b', 'a/b', 'A b', 'a-b']) await ask({ runId, workingFolder });
    expect(await saved(workingFolder)).toHaveLength(4);
  });

  it('is never written over', async () => {
    const workingFolder = await folderWith({ '.agentwire/answers/run-1.md': 'Of another user.' });
    const { saving } = await ask({ workingFolder });
    expect(saving?.toolError).toEqual({
      code: 'EXISTS',
      message: '.agentwire/answers/run-1.md exists already.',
    });
    expect(await readFile(join(workingFolder, '.agentwire/answers/run-1.md'), 'utf8')).toBe(
      'Of another user.',
    );
  });

  it.each(['.agentwire', '.agentwire/answers'])(
    'is not written where %s leads out of the folder',
    async (link) => {
      const outside = await folderWith({});
      const workingFolder = await folderWith({});
      await mkdir(join(workingFolder, link, '..'), { recursive: true });
      await symlink(outside, join(workingFolder, link));
      const { saving } = await ask({ workingFolder });
      expect(saving?.toolError?.code).toBe('OUTSIDE_FOLDER');
      expect(await readdir(outside)).toEqual([]);
    },
  );

  it('does not stop the run where there is no folder for it', async () => {
    const { run, saving } = await ask({ workingFolder: await folderWith({ '.agentwire': 'a file' }) });
    expect(saving?.toolError?.code).toBe('EXISTS');
    expect(only(run, 'agentCompleted').finishReason).toBe('STOP');
  });
});
