import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, setTracingDisabled, tool } from '@openai/agents';
import type { ScriptedModelInput } from '@openai/agents/testing';
import { assistantMessage, functionCall, ScriptedModel } from '@openai/agents/testing';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { runOpenAIAgent } from '../../../src/publisher/adapters/openai-agents.ts';
import type { Carried, CarryOptions } from '../../support/lifecycle.ts';
import { carryOut } from '../../support/lifecycle.ts';

setTracingDisabled(true);

export const query = z.object({ query: z.string() });
export const search = tool({
  name: 'search',
  description: 'Searches.',
  parameters: query,
  execute: ({ query }) => ({ found: [query] }),
});
export const broken = tool({
  name: 'broken',
  description: 'Fails.',
  parameters: query,
  execute: () => {
    throw new Error('A secret of the disk.');
  },
});
export const remove = tool({
  name: 'remove',
  description: 'Removes.',
  parameters: query,
  needsApproval: true,
  execute: ({ query }) => `Removed ${query}.`,
});

export const call = (name: string, callId: string) => functionCall(name, { query: callId }, { callId });
export const answer = assistantMessage('All done.', { id: 'answer' });

export function agentOf(steps: readonly ScriptedModelInput[], options: object = {}) {
  const model = new ScriptedModel(steps);
  return new Agent({ name: 'Helper', model, tools: [search, broken, remove], ...options });
}

export const carry = (agent: Agent, options?: CarryOptions): Promise<Carried> =>
  carryOut((run) => runOpenAIAgent(run, agent, 'Go.'), options);

/** A provider of models that answers each request alike; null breaks the connection. */
export async function providerThatAnswers(status: number | null, body: object | string): Promise<string> {
  const server = createServer((_, res) => {
    if (status === null) return void res.destroy();
    const isStream = typeof body === 'string';
    res.writeHead(status, { 'Content-Type': isStream ? 'text/event-stream' : 'application/json' });
    res.end(isStream ? body : JSON.stringify(body));
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
