import { Target, tokens } from '../target.ts';

const EVENTS = 50_000;
const BATCH = 500;

/** One subscriber reads 50,000 stored events over a WebSocket, each as a message of its own. */
export async function replayScenario(): Promise<Record<string, number>> {
  const target = await Target.start();
  const events = [...tokens(EVENTS)];
  for (let index = 0; index < events.length; index += BATCH) {
    await target.publish('user', 'run', index + 1, events.slice(index, index + BATCH));
  }
  await replay(target);
  const cpuBefore = await target.cpuMicros();
  const seconds = await replay(target);
  const cpuMicros = (await target.cpuMicros()) - cpuBefore;
  await target.stop();
  return {
    'replayed events/s': Math.round(EVENTS / seconds),
    'server CPU per event, µs': Math.round((cpuMicros / EVENTS) * 10) / 10,
  };
}

async function replay(target: Target): Promise<number> {
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const startedAt = performance.now();
  const socket = await target.watch('user', 'EARLIEST', (message) => {
    if (message.includes('"CaughtUp"')) resolve();
  });
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  socket.terminate();
  return seconds;
}
