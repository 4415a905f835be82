import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/publisher/agent.ts';
import type { WorkerOptions } from '../../../src/publisher/worker.ts';
import { startWorker, User } from '../worker-support.ts';
import { agUi } from './everywhere-ag-ui.ts';
import { aiSdk } from './everywhere-ai-sdk.ts';
import { ENDLESS, FAILING, Tools } from './everywhere-framework.ts';
import { langChain, langGraph } from './everywhere-langchain.ts';
import { openAIAgents } from './everywhere-openai-agents.ts';
import { Devices, stores } from './everywhere-places.ts';

const frameworks = [langChain, langGraph, aiSdk, openAIAgents, agUi];

describe.each(Object.entries(stores))('%s', (_store, startPlaces) => {
  describe.each(frameworks)('an agent of $name', ({ clean, denied, strayEnd, stray }) => {
    /** Starts a worker, and has alice ask for a run of hers. */
    async function start(input: string, agent: typeof clean = clean) {
      const places = await startPlaces();
      const tools = new Tools();
      const run: WorkerOptions['run'] = (run): Promise<RunResult> => agent(run, tools);
      const { errors } = startWorker(places.worker, run);
      const alice = new User(places.user);
      await alice.start('r', input);
      const devices = await Devices.follow(places, alice.userId, 'r');

      const answer = async (resolution: 'APPROVED' | 'DENIED') => {
        await alice.sees('r', 'InputRequired');
        expect(await alice.status('r')).toBe('WAITING_FOR_INPUT');
        expect(tools.removed).toEqual([]);
        const events = await alice.events('r');
        await alice.answer('r', events.at(-1)?.interruptId, resolution);
      };
      return { alice, tools, devices, errors, answer };
    }

    test('goes on when a tool fails, and runs another once it is approved', async () => {
      const { tools, devices, errors, answer } = await start(FAILING);
      await answer('APPROVED');
      const { names, detail } = await devices.ended();
      expect(names.filter((name) => !name.startsWith('messageDelta'))).toEqual([
        'agentStarted',
        'toolExecuting',
        'toolCompleted',
        'toolExecuting',
        'inputRequired',
        'inputResolved',
        'toolCompleted',
        'agentCompleted',
      ]);
      expect(detail.messages.map(({ text }) => text)).toEqual(['Looking.', 'All done.']);
      expect(detail.toolCalls).toMatchObject([
        { id: 'c1', name: 'search', input: { q: FAILING }, status: 'FAILED' },
        { id: 'c2', name: 'remove', input: { path: '/a' }, status: 'SUCCEEDED', output: 'removed' },
      ]);
      expect(detail).toMatchObject({ finalText: 'All done.', usage: [{ inputTokens: 30 }] });
      expect(tools.removed).toEqual(['/a']);
      expect(errors).toEqual([]);
    });

    test('does not run what is denied, and goes on', async () => {
      const { tools, devices, errors, answer } = await start('rain');
      await answer('DENIED');
      const { names, detail } = await devices.ended();
      expect(names.at(-1)).toBe('agentCompleted');
      expect(detail.messages.at(-1)?.text).toBe('All done.');
      expect(detail.toolCalls).toMatchObject([
        { id: 'c1', status: 'SUCCEEDED', error: null },
        { id: 'c2', ...denied },
      ]);
      expect(tools.removed).toEqual([]);
      expect(errors).toEqual([]);
    });

    test('stops its tool when it is cancelled', async () => {
      const { alice, tools, devices, errors } = await start(ENDLESS);
      await tools.searching;
      await alice.sees('r', 'ToolExecuting');
      await alice.cancel('r');
      const { names, detail } = await devices.ended();
      await tools.stopped;
      expect(names.slice(-3)).toEqual(['toolExecuting', 'toolCompleted', 'agentCancelled']);
      expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: 'CANCELLED', output: null }]);
      expect(errors).toEqual([]);
    });

    test('asks no more when it is cancelled', async () => {
      const { alice, tools, devices, errors } = await start('rain');
      await alice.sees('r', 'InputRequired');
      await alice.cancel('r');
      const { names, detail } = await devices.ended();
      expect(names.slice(-4)).toEqual(['inputRequired', 'inputResolved', 'toolCompleted', 'agentCancelled']);
      expect(detail.toolCalls.at(-1)).toMatchObject({ id: 'c2', status: 'CANCELLED' });
      expect(detail.usage).toMatchObject([{ inputTokens: 20 }]);
      expect(tools.removed).toEqual([]);
      expect(errors).toEqual([]);
    });

    test('has begun each call that it ends', async () => {
      const { devices, errors } = await start('rain', strayEnd);
      const { names, detail } = await devices.ended();
      expect(names.slice(0, 3)).toEqual(['agentStarted', 'toolExecuting', 'toolCompleted']);
      expect(detail.toolCalls).toMatchObject([{ id: 'c9', ...stray }]);
      expect(names.at(-1)).toBe('agentCompleted');
      expect(errors).toEqual([]);
    });
  });
});
