import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import type { DemoAgentOptions } from '../../src/demo/agent.ts';
import { demoAgent } from '../../src/demo/agent.ts';
import type { Quote } from '../../src/demo/passages.ts';
import type { EventInput } from '../../src/events/validate.ts';
import type { RunAgent } from '../../src/publisher/agent.ts';
import { outcomeOf } from '../../src/publisher/outcome.ts';
import type { Carried, CarryOptions } from '../support/lifecycle.ts';
import { carryOut } from '../support/lifecycle.ts';

/** A real folder with these files, by path; gone when the test is over. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agentwire-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const writing = Object.entries(files).map(async ([path, content]) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  });
  await Promise.all(writing);
  return folder;
}

export interface RunOptions extends CarryOptions {
  readonly runId?: string;
}

export const denied = () => ({ resolution: 'DENIED', response: null }) as const;
export const approved = () => ({ resolution: 'APPROVED', response: null }) as const;

/** One run of an agent, as a worker carries it out. What it asks is denied, unless it is answered otherwise. */
export function runOf(
  agent: RunAgent,
  input: unknown,
  { runId = 'run-1', ...options }: RunOptions = {},
): Promise<Carried> {
  return carryOut(
    async (run) => {
      const outcome = await outcomeOf(agent, { ...run, userId: 'u', runId, threadId: runId, input });
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    },
    { answer: denied, ...options },
  );
}

/** One run of the demo agent, by rules. Where nothing else is said, its working folder is the one it answers from. */
export function demoRun(
  options: Pick<DemoAgentOptions, 'folder'> & Partial<DemoAgentOptions>,
  input: unknown,
  runOptions?: RunOptions,
): Promise<Carried> {
  return runOf(demoAgent({ workingFolder: options.folder, ...options }), input, runOptions);
}

type Bodies = { [Name in keyof AgentEventInput]-?: NonNullable<AgentEventInput[Name]> };

/** The bodies of all events of one type. */
export function bodies<Name extends keyof AgentEventInput>(
  { events }: { readonly events: readonly EventInput[] },
  name: Name,
): Bodies[Name][] {
  return events.flatMap((event) => (event[name] == null ? [] : [event[name] as Bodies[Name]]));
}

/** The only body of a type. */
export function only<Name extends keyof AgentEventInput>(
  run: { readonly events: readonly EventInput[] },
  name: Name,
): Bodies[Name] {
  const [body, ...more] = bodies(run, name);
  if (body === undefined || more.length > 0) throw new Error(`not exactly one ${name}`);
  return body;
}

/** What a run that has completed says. */
export function answerOf(run: { readonly events: readonly EventInput[] }): {
  readonly finalText: string;
  readonly quotes: readonly Quote[];
} {
  const { finalText, output } = only(run, 'agentCompleted');
  return { finalText: finalText ?? '', quotes: (output as { quotes: readonly Quote[] }).quotes };
}
