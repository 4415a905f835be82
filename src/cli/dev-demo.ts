import { createAgentwireClient } from '../client/agentwire-client.ts';
import { newRunId } from '../client/run-id.ts';
import { AGENT_NAME } from '../demo/agent.ts';
import type { DemoAgent } from '../demo/set-up.ts';
import { DEFAULT_QUESTION, messageOf, startDemoWorker, tell } from './demo-worker.ts';

export interface DevDemoOptions {
  readonly url: string;
  /** Tokens: of who asks, and of the worker. */
  readonly alice: string;
  readonly worker: string;
}

/** The demo agent of a dev server, and the run that it begins with. */
export interface DevDemo {
  readonly answersBy: string;
  readonly runId: string;
  /** Resolves once all runs of the worker have ended. */
  stop(): Promise<void>;
}

/** Serves the demo agent, and asks it a question. */
export function startDevDemo(agent: DemoAgent, { url, alice, worker: token }: DevDemoOptions): DevDemo {
  const worker = startDemoWorker({ url, getToken: () => token }, agent);
  const client = createAgentwireClient({ url, getToken: () => alice });
  const runId = newRunId();
  const stopping = new AbortController();
  const asked = client
    .startRun({ runId, agent: AGENT_NAME, input: DEFAULT_QUESTION }, stopping)
    .then(
      () => {},
      (error) => stopping.signal.aborted || tell(`The demo agent was not asked: ${messageOf(error)}`),
    )
    .then(() => client.dispose());
  return {
    answersBy: agent.answersBy,
    runId,
    async stop() {
      stopping.abort();
      await Promise.all([asked, worker.close({ graceMs: 0 })]);
    },
  };
}
