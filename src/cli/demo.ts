import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { scopes } from '../auth/viewer.ts';
import type { Endpoint } from '../client/request.ts';
import { demoRun } from '../demo/agent.ts';
import { publishRun } from '../publisher/publish.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';

export const DEFAULT_QUESTION = 'How does a client resume after a disconnect?';
/** Between the pieces of an answer, so that a person can watch it come. */
const PACE_MS = 15;

interface DemoOptions {
  readonly userId: string;
  readonly question: string;
  /** Default: this package's own docs and sources. */
  readonly folder?: string;
  readonly signal: AbortSignal;
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description(
      'Run the demo agent, which has no model: it searches a folder of texts and answers with quotes.',
    )
    .argument('[question]', 'what to look for', DEFAULT_QUESTION)
    .option(
      '--folder <path>',
      'folder of text files to look in; by default this package’s own docs and sources',
    );
  return addEndpointFlags(command, 'alice').action(
    async (question: string, { folder, ...flags }: EndpointFlags & { readonly folder?: string }) => {
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      process.once('SIGTERM', () => stop.abort());
      const endpoint = endpointOf({ ...flags, user: 'demo-worker' }, scopes.publish);
      const runId = await publishDemo(endpoint, {
        userId: flags.user,
        question,
        ...(folder && { folder }),
        signal: stop.signal,
      });
      process.stdout.write(`${runId}\n`);
    },
  );
}

/** Runs the demo agent as a worker outside of the server would: over HTTP. Resolves to the run's id. */
export async function publishDemo(endpoint: Endpoint, options: DemoOptions): Promise<string> {
  const { userId, question, folder = ownFolder(), signal } = options;
  const runId = `demo-${crypto.randomUUID()}`;
  const run = { userId, runId, writerId: `demo-agent-${process.pid}` };
  const events = demoRun({ question, folder, signal, paceMs: PACE_MS });
  // What was done is told even when the agent is stopped, so publishing itself is not.
  await publishRun(endpoint, run, events, { signal: new AbortController().signal });
  return runId;
}

function ownFolder(): string {
  return fileURLToPath(new URL('../../', import.meta.url));
}
