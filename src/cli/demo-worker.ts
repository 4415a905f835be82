import { opendir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { scopes } from '../auth/viewer.ts';
import type { Endpoint } from '../client/request.ts';
import { AGENT_NAME } from '../demo/agent.ts';
import type { DemoAgent } from '../demo/set-up.ts';
import { setUpDemo } from '../demo/set-up.ts';
import type { Worker } from '../publisher/worker.ts';
import { createWorker } from '../publisher/worker.ts';
import { InputError } from './input-error.ts';
import { outageWatch } from './outage-watch.ts';

export const DEFAULT_QUESTION = 'How does a client resume after a disconnect?';

/** What a worker's token needs. */
export const workerScopes = `${scopes.work} ${scopes.publish}`;

/** Between the pieces of an answer, so that a person can watch it come. */
const PACE_MS = 15;

/** The demo agent over a folder, by default this package's own docs and sources, as the environment sets it up. Rejects with InputError. */
export async function demoAgentOver(folder: string | undefined): Promise<DemoAgent> {
  if (folder !== undefined) await expectFolder(folder);
  return setUpDemo({
    env: process.env,
    folder: folder ?? fileURLToPath(new URL('../../', import.meta.url)),
    workingFolder: process.cwd(),
    paceMs: PACE_MS,
    tell,
  });
}

async function expectFolder(path: string): Promise<void> {
  try {
    await (await opendir(path)).close();
  } catch (error) {
    throw new InputError(`--folder: ${path} is no folder that can be read: ${(error as Error).message}.`);
  }
}

/** A worker that serves the demo agent under that name, and tells of what goes wrong. */
export function startDemoWorker(endpoint: Endpoint, { run }: DemoAgent, agent = AGENT_NAME): Worker {
  const outages = outageWatch(endpoint.url, tell);
  const worker = createWorker({
    ...endpoint,
    agent,
    run,
    onError: (error, ref) => tell(`${ref === null ? 'The worker' : `Run ${ref.runId}`}: ${messageOf(error)}`),
    webSocketImpl: outages.webSocketImpl,
  });
  const close: Worker['close'] = (options) => {
    outages.end();
    return worker.close(options);
  };
  return { ...worker, close };
}

/** Says something to whoever runs the agent. */
export function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
