import type { PacerReply, PacerRequest } from './clients/pacer.ts';
import type { Use } from './control.ts';
import { MESSAGE_BYTES, WATCH } from './events.ts';
import type { Runner } from './runner.ts';
import type { Stage } from './stage.ts';

export type Pace = Omit<
  PacerRequest,
  'port' | 'transport' | 'query' | 'variables' | 'liveAt' | 'messageBytes'
>;

export interface Paced {
  readonly latencies: readonly number[];
  /** Of the server at the end, with all of its sockets, and garbage collected. */
  readonly use: Use;
}

/** Publishes to a server at a steady rate, to sockets that the publishing process has itself. */
export async function pace(stage: Stage, runner: Runner, how: Pace): Promise<Paced> {
  const { port } = runner;
  const { name, transport, liveAt } = runner.contestant;
  await runner.open(how.users + 1);
  const pacer = stage.helper<PacerRequest, PacerReply>('./clients/pacer.ts');
  const request = {
    query: WATCH,
    variables: {},
    messageBytes: MESSAGE_BYTES,
    port,
    transport,
    liveAt,
    ...how,
  };
  const { latencies, error } = await pacer.ask(request);
  if (error !== null) throw new Error(`${name}: ${error}`);
  return { latencies, use: await runner.use(true) };
}
