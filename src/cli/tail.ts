import { Command, Option } from 'commander';
import { createAgentwireClient } from '../client/agentwire-client.ts';
import type { ConnectionState } from '../client/connection-state.ts';
import type { AgentEventsSubscriptionVariables, AgentEventType } from '../client/generated/graphql.ts';
import { eventTypes } from '../events/event.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { eventWriter, tellOfLoss } from './event-writer.ts';
import { InputError } from './input-error.ts';

interface TailFlags extends EndpointFlags {
  readonly start: string;
  readonly after?: string;
  readonly run?: string;
  readonly thread?: string;
  readonly types?: string;
  readonly coalesce: string;
  readonly json?: boolean;
}

const END_WITHIN_MS = 500;

export function tailCommand(): Command {
  const command = new Command('tail')
    .description('Show a user’s events as they happen. Goes on by itself after any disconnect.')
    .addOption(
      new Option('--start <where>', 'where to begin').choices(['earliest', 'latest']).default('latest'),
    )
    .option('--after <cursor>', 'begin behind this cursor instead')
    .option('--run <id>', 'only this run and its sub-agents; ends with the run')
    .option('--thread <id>', 'only this thread')
    .option('--types <list>', 'only these types, such as tool_executing,tool_completed')
    .option('--coalesce <ms>', 'merge deltas for up to this long, 0 to 1000', '0')
    .option('--json', 'one JSON object a line, with every field');
  return addEndpointFlags(command, 'alice').action(async (flags: TailFlags) => {
    const endpoint = endpointOf(flags);
    const stop = new AbortController();
    const end = () => {
      stop.abort();
      // A server that does not answer the farewell, or a pipe that nobody reads, would keep the process.
      setTimeout(() => process.exit(), END_WITHIN_MS).unref();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    // Whoever reads the pipe may have seen enough.
    process.stdout.on('error', end);
    const write = eventWriter({ json: flags.json, signal: stop.signal });
    const announcesLive = !flags.json && flags.start === 'latest' && flags.after === undefined;
    const client = createAgentwireClient({ ...endpoint, onState: stateReporter(announcesLive) });
    for await (const event of client.agentEvents(variablesOf(flags), stop)) {
      await write(event);
    }
  });
}

/** Tells of every loss; and once, where no event is going to say so, that what happens from here on is shown. */
function stateReporter(announcesLive: boolean): (state: ConnectionState) => void {
  let isAnnounced = !announcesLive;
  return (state) => {
    if (state.phase === 'live' && !isAnnounced) {
      isAnnounced = true;
      process.stdout.write('Live: events show as they happen.\n');
    }
    tellOfLoss(state);
  };
}

function variablesOf({
  start,
  after,
  run,
  thread,
  types,
  coalesce,
}: TailFlags): AgentEventsSubscriptionVariables {
  const coalesceMs = Number(coalesce);
  if (!Number.isInteger(coalesceMs))
    throw new InputError('--coalesce must be a whole number of milliseconds.');
  return {
    start: start === 'earliest' ? 'EARLIEST' : 'LATEST',
    coalesceMs,
    ...(after !== undefined && { after }),
    ...(run !== undefined && { runId: run }),
    ...(thread !== undefined && { threadId: thread }),
    ...(types !== undefined && { types: typesOf(types) }),
  };
}

function typesOf(list: string): AgentEventType[] {
  return list.split(',').map((name) => {
    const type = eventTypes.find((candidate) => candidate.toLowerCase() === name.trim().toLowerCase());
    if (type === undefined)
      throw new InputError(`--types: ${name} is none of ${eventTypes.join(', ').toLowerCase()}.`);
    return type;
  });
}
