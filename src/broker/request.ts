import type { Channel } from '../events/channel.ts';
import { commandIn, requestPlace } from '../events/command-channel.ts';
import type { Json } from '../events/event.ts';
import type { RunRecord } from '../events/run.ts';
import type { Broker } from './broker.ts';

/** What a run was asked for with: it stands with the command alone. Null where nobody asked, or that was trimmed. */
export async function inputOf(
  broker: Pick<Broker, 'readRun'>,
  channel: Channel,
  run: RunRecord,
): Promise<Json> {
  if (run.commands?.request == null) return null;
  const place = requestPlace(channel, run);
  const [request] = await broker.readRun(place.channel, place.runId, 0, 1);
  return request === undefined ? null : commandIn<'RUN_REQUESTED'>(request).input;
}
