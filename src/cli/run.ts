import { Command } from 'commander';
import type { AgentwireClient, ListedRun } from '../client/agentwire-client.ts';
import { createAgentwireClient } from '../client/agentwire-client.ts';
import type { DeliveredEvent } from '../client/delivered.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { eventWriter, tellOfLoss } from './event-writer.ts';
import { patientlySent } from './patiently-sent.ts';
import { RunAnswer } from './run-answer.ts';
import { TerminalAnswers } from './terminal-answers.ts';
import { inLines } from './text-lines.ts';
import { ToolNames } from './tool-names.ts';

interface RunFlags extends EndpointFlags {
  readonly agent: string;
  readonly thread?: string;
  readonly json?: boolean;
}

const END_WITHIN_MS = 500;
/** For how long words that stream are gathered before they are shown. */
const GATHER_MS = 1_000;

export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Ask an agent for a run, and show its events until it ends. Exits with 0 if it completed, with 1 if not. Ctrl-C leaves it running.',
    )
    .argument('<question>', 'what the agent is to work on')
    .option('--agent <name>', 'which agent', 'demo')
    .option('--thread <id>', 'the conversation that the run is to belong to')
    .option('--json', 'one JSON object a line, with every field');
  return addEndpointFlags(command, 'alice').action(async (question: string, flags: RunFlags) => {
    const client = createAgentwireClient({ ...endpointOf(flags), onState: tellOfLoss });
    const { agent, thread } = flags;
    const input = { agent, input: question, ...(thread !== undefined && { threadId: thread }) };
    const run = await patientlySent((options) => client.startRun(input, options));
    process.exitCode = await follow(client, run, { json: flags.json, again: againWith(command) });
    await client.dispose();
  });
}

interface FollowOptions {
  readonly json: boolean | undefined;
  /** The flags that lead to the same server, as the same user. */
  readonly again: string;
}

/** Shows the run, and asks for what it waits for. Resolves to the exit code once it has ended, or nobody watches it. */
async function follow(
  client: AgentwireClient,
  run: ListedRun,
  { json, again }: FollowOptions,
): Promise<number> {
  const stop = new AbortController();
  let { cursor } = run;
  let exitCode = 1;
  const leave = (code: number) => {
    if (stop.signal.aborted) return;
    exitCode = code;
    stop.abort();
    process.stderr.write(
      `The run goes on. To watch it: agentwire tail --run ${run.id} --after ${cursor}${again}\n` +
        `To stop it: agentwire cancel ${run.id}${again}\n`,
    );
    // A server that does not answer the farewell, or a pipe that nobody reads, would keep the process.
    setTimeout(() => process.exit(code), END_WITHIN_MS).unref();
  };
  process.once('SIGINT', () => leave(130));
  process.once('SIGTERM', () => leave(143));
  process.stdout.on('error', () => leave(1));

  if (!json) announce(run);
  const write = eventWriter({ json, signal: stop.signal });
  const answers = answersFor(client, json, again, () => leave(130));
  const answer = new RunAnswer(run.id);
  const which = { after: cursor, runId: run.id, coalesceMs: json ? 0 : GATHER_MS };
  for await (const event of client.agentEvents(which, stop)) {
    const isDone = event.__typename === 'AgentCompleted' && event.runId === run.id;
    if (isDone) exitCode = 0;
    answer.hear(event);
    if (json) await write(event);
    else if (isDone) await write({ ...event, finalText: null });
    else if (event.__typename !== 'CaughtUp') for (const line of inLines(event)) await write(line);
    cursor = event.cursor;
    answers.hear(event);
  }
  await answers.close();
  if (!json) answer.print();
  return exitCode;
}

function announce({ id, agent, status }: ListedRun): void {
  process.stderr.write(`Run ${id} of ${agent.name}\n`);
  if (status === 'QUEUED') process.stderr.write(`Waiting for a worker of ${agent.name} …\n`);
}

/** Asks whoever sits at the terminal. Where nobody can be asked, it says how to answer; among whole events, nothing. */
function answersFor(
  client: AgentwireClient,
  json: boolean | undefined,
  again: string,
  onInterrupt: () => void,
): Pick<TerminalAnswers, 'hear' | 'close'> {
  const { stdin: input, stderr: output } = process;
  if (!json && input.isTTY) return new TerminalAnswers({ client, input, output, onInterrupt });
  const tools = new ToolNames();
  const hear = (event: DeliveredEvent) => {
    tools.hear(event);
    if (json || event.__typename !== 'InputRequired') return;
    output.write(`${tools.howToAnswer(event, again)}\n`);
  };
  return { hear, close: async () => {} };
}

/** What was given to find the server and the user, to be given again. A token is nobody's to read. */
function againWith(command: Command): string {
  return ['url', 'user', 'tenant']
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => ` --${name} ${command.getOptionValue(name)}`)
    .join('');
}
