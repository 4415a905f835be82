import { Command } from 'commander';
import type { AgentwireClient, ListedRun } from '../client/agentwire-client.ts';
import { createAgentwireClient } from '../client/agentwire-client.ts';
import { newRunId } from '../client/run-id.ts';
import { AGENT_NAME } from '../demo/agent.ts';
import type { DemoAgent } from '../demo/set-up.ts';
import { demoAgentOver, startDemoWorker, tell, workerScopes } from './demo-worker.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { patientlySent } from './patiently-sent.ts';
import { RunAnswer } from './run-answer.ts';
import { TerminalAnswers } from './terminal-answers.ts';
import { ToolNames } from './tool-names.ts';

interface DemoFlags extends EndpointFlags {
  readonly folder?: string;
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description(
      'Work as the demo agent, which answers from a folder of texts and asks whether it may save the answer. It goes by rules, or has a model where OPENAI_API_KEY is set.',
    )
    .argument(
      '[question]',
      'what to answer; without it, every question to the agent demo until it is stopped',
    )
    .option(
      '--folder <path>',
      'folder of text files to look in; by default this package’s own docs and sources',
    );
  return addEndpointFlags(command, 'alice').action(async (question: string | undefined, flags: DemoFlags) => {
    const agent = await demoAgentOver(flags.folder);
    process.exitCode =
      question === undefined ? await serve(agent, flags) : await answer(agent, question, flags);
  });
}

const workerEndpointOf = (flags: EndpointFlags) =>
  endpointOf({ ...flags, user: 'demo-worker' }, workerScopes);

/** Serves the agent until a signal. Resolves to the exit code. */
async function serve(agent: DemoAgent, flags: DemoFlags): Promise<number> {
  const worker = startDemoWorker(workerEndpointOf(flags), agent);
  tell(`The agent ${AGENT_NAME} answers by ${agent.answersBy}. Ctrl-C stops it.`);
  const stop = stopOnSignal();
  stop.signal.addEventListener('abort', () => worker.close({ graceMs: 0 }));
  // What it was refused for, the worker has told.
  return worker.closed.then(
    () => 0,
    () => 1,
  );
}

/** Works on one run, of the user that the flags name. Resolves to the exit code once it has ended. */
async function answer(agent: DemoAgent, question: string, flags: DemoFlags): Promise<number> {
  const client = createAgentwireClient(endpointOf(flags));
  const runId = newRunId();
  // An agent of its own: other workers of the demo, with other folders, are not to take the run.
  const name = `${AGENT_NAME}-${runId.slice(-6)}`;
  const run = await patientlySent((options) =>
    client.startRun({ runId, agent: name, input: question }, options),
  );
  process.stdout.write(`${run.id}\n`);

  const worker = startDemoWorker(workerEndpointOf(flags), agent, name);
  const refused = worker.closed.then(
    () => null,
    () => null,
  );
  const stop = stopOnSignal();
  const end = await Promise.race([follow(client, run, stop), refused]);
  await worker.close({ graceMs: 0 });
  // Of effect only on a run that the worker has not come to claim.
  if (end === null) await client.cancelRun(run.id, { signal: AbortSignal.timeout(1_000) }).catch(() => {});
  await client.dispose();
  return end === 'AgentCompleted' || stop.signal.aborted ? 0 : 1;
}

/** Asks for what the run waits for, until it has ended or is to stop, and prints its answer. Resolves to the type of its last event. */
async function follow(
  client: AgentwireClient,
  run: ListedRun,
  stop: AbortController,
): Promise<string | null> {
  const { stdin: input, stderr: output } = process;
  const onInterrupt = () => stop.abort();
  const answers = input.isTTY ? new TerminalAnswers({ client, input, output, onInterrupt }) : null;
  const tools = new ToolNames();
  const answer = new RunAnswer(run.id);
  let last: string | null = null;
  for await (const event of client.agentEvents({ after: run.cursor, runId: run.id }, stop)) {
    last = event.__typename;
    tools.hear(event);
    answer.hear(event);
    answers?.hear(event);
    if (answers === null && event.__typename === 'InputRequired') {
      tell(tools.howToAnswer(event));
    }
  }
  await answers?.close();
  answer.print();
  return stop.signal.aborted ? null : last;
}

/** Aborts on SIGINT or SIGTERM; a second one exits at once. */
function stopOnSignal(): AbortController {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  return stop;
}
