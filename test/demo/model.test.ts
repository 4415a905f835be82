import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setUpDemo } from '../../src/demo/set-up.ts';
import { SetupError } from '../../src/errors.ts';
import type { FakeOpenAi } from './fake-openai.ts';
import { fakeOpenAi, refusingOpenAi } from './fake-openai.ts';
import { approved, bodies, folderWith, only, runOf } from './support.ts';

const KEY = 'sk-test-a-key-that-nobody-may-see';

async function modelOver(openAi: FakeOpenAi, env: Record<string, string> = {}) {
  const folder = await folderWith({ 'guide.md': 'A walrus eats clams.', 'b.md': 'x'.repeat(20_000) });
  const workingFolder = await folderWith({});
  const told: string[] = [];
  const agent = await setUpDemo({
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: openAi.baseUrl, ...env },
    folder,
    workingFolder,
    tell: (message) => told.push(message),
  });
  return { agent, folder, workingFolder, told };
}

const question = 'What does a walrus eat?';
const answer = 'A walrus eats clams (`guide.md`).';
const working = () =>
  fakeOpenAi([
    {
      calls: [
        ['list_files', {}],
        ['search_files', { words: ['walrus'] }],
      ],
    },
    {
      calls: [
        ['read_file', { path: 'guide.md' }],
        ['read_file', { path: '../secret.md' }],
      ],
    },
    { calls: [['save_answer', { text: answer }]] },
    ['A walrus eats ', 'clams (`guide.md`).'],
  ]);

test('a model answers with the tools, and saves its answer once the user approves', async () => {
  const openAi = await working();
  const { agent, workingFolder, told } = await modelOver(openAi);
  expect(agent.answersBy).toBe(`gpt-5-mini at ${new URL(openAi.baseUrl).host}`);

  const run = await runOf(agent.run, question, { answer: approved });

  expect(run.error).toBeNull();
  expect(run.openCalls).toEqual([]);
  expect(run.detail.toolCalls).toMatchObject([
    { name: 'list_files', status: 'SUCCEEDED', output: { count: 2, files: ['b.md', 'guide.md'] } },
    { name: 'search_files', status: 'SUCCEEDED', output: { hits: [{ path: 'guide.md', line: 1 }] } },
    { name: 'read_file', status: 'SUCCEEDED', output: { text: 'A walrus eats clams.', nextOffset: null } },
    { name: 'read_file', status: 'FAILED', error: { message: '../secret.md is outside the folder.' } },
    { name: 'save_answer', status: 'SUCCEEDED', output: { path: '.agentwire/answers/run-1.md' } },
  ]);
  expect(run.questions).toMatchObject([
    {
      inputKind: 'TOOL_APPROVAL',
      prompt: 'May I save the answer as .agentwire/answers/run-1.md?',
      forToolCallId: run.detail.toolCalls[4]?.id,
      proposedInput: { text: answer },
      expiresInMs: 300_000,
    },
  ]);
  expect(await readFile(join(workingFolder, '.agentwire/answers/run-1.md'), 'utf8')).toBe(`${answer}\n`);
  expect(bodies(run, 'messageDelta').map(({ text }) => text)).toEqual([
    'A walrus eats ',
    'clams (`guide.md`).',
    '',
  ]);
  expect(only(run, 'agentCompleted')).toMatchObject({
    finalText: answer,
    finishReason: 'STOP',
    usage: [{ inputTokens: 40, outputTokens: 20 }],
  });
  expect(told).toEqual([]);
  expect(JSON.stringify(run.events)).not.toContain(KEY);

  expect(openAi.requests.map(({ path }) => path)).toEqual(Array(4).fill('/v1/chat/completions'));
  expect(openAi.requests[0]?.authorization).toBe(`Bearer ${KEY}`);
  expect(openAi.requests[0]?.body).toMatchObject({ model: 'gpt-5-mini', stream: true });
  expect(openAi.requests[0]?.body.messages.at(-1)).toEqual({ role: 'user', content: question });
});

test('a model is told that its answer may not be saved, and answers all the same', async () => {
  const openAi = await working();
  const { agent, workingFolder } = await modelOver(openAi, { OPENAI_MODEL: 'large' });
  const run = await runOf(agent.run, { question });
  expect(run.detail.toolCalls.at(-1)).toMatchObject({ name: 'save_answer', status: 'DENIED' });
  expect(only(run, 'agentCompleted').finalText).toBe(answer);
  expect(await readdir(workingFolder)).toEqual([]);
  expect(openAi.requests[0]?.body.model).toBe('large');
  expect(openAi.requests[3]?.body.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_2_0' });
});

test('a long file is read in parts', async () => {
  const openAi = await fakeOpenAi([
    { calls: [['read_file', { path: 'b.md' }]] },
    { calls: [['read_file', { path: 'b.md', offset: 16_000 }]] },
    ['Many.'],
  ]);
  const { agent } = await modelOver(openAi);
  const { detail } = await runOf(agent.run, question);
  expect(detail.toolCalls.map(({ output }) => output)).toMatchObject([
    { text: 'x'.repeat(16_000), nextOffset: 16_000 },
    { text: 'x'.repeat(4_000), nextOffset: null },
  ]);
});

test('a model that calls tools for ever has to answer in the end', async () => {
  const openAi = await fakeOpenAi([...Array(11).fill({ calls: [['list_files', {}]] }), ['Enough.']]);
  const { agent } = await modelOver(openAi);
  const run = await runOf(agent.run, question);
  expect(only(run, 'agentCompleted').finalText).toBe('Enough.');
  expect(openAi.requests.map(({ body }) => body.tool_choice)).toEqual([...Array(11).fill('auto'), 'none']);
});

test('a key that is refused ends the run as failed, and is in no text', async () => {
  const { agent, told } = await modelOver(await refusingOpenAi());
  const run = await runOf(agent.run, question);
  expect(only(run, 'agentFailed').error).toMatchObject({
    code: 'MODEL_ERROR',
    message: 'The model failed.',
    retryable: false,
    providerCode: 'invalid_api_key',
  });
  expect(told).toEqual(['The model failed: AI_APICallError, status 401.']);
  expect(JSON.stringify([run.events, told])).not.toContain(KEY);
});

test('a run that is cancelled asks the model nothing more', async () => {
  const openAi = await working();
  const { agent } = await modelOver(openAi);
  const run = await runOf(agent.run, question, {
    onEmit: ({ toolCompleted }, cancel) => toolCompleted && cancel(),
  });
  expect(run.names.at(-1)).toBe('agentCancelled');
  expect(openAi.requests.length).toBeLessThan(4);
});

test('what is not a question is refused before the model is asked', async () => {
  const openAi = await fakeOpenAi([]);
  const { agent } = await modelOver(openAi);
  const run = await runOf(agent.run, 7);
  expect(only(run, 'agentFailed').error?.code).toBe('INVALID_INPUT');
  expect(openAi.requests).toEqual([]);
});

test.each(['not a url', 'ftp://127.0.0.1/v1'])('the base URL %j is refused at once', async (baseUrl) => {
  await expect(modelOver({ baseUrl, requests: [] })).rejects.toThrow(
    new SetupError('OPENAI_BASE_URL must be an http or https URL.'),
  );
});

test.each([{}, { OPENAI_API_KEY: '' }])('without a key the rules answer: %j', async (env) => {
  const folder = await folderWith({});
  const told: string[] = [];
  const agent = await setUpDemo({
    env,
    folder,
    workingFolder: folder,
    tell: (message) => told.push(message),
  });
  expect(agent.answersBy).toBe('rules, without a model');
  expect(told).toEqual([]);
});
