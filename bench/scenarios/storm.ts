import type { Figure } from '../figures.ts';
import type { Options } from '../options.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

const AUDIENCE = { users: 2_500, socketsPerUser: 2 };
const SOCKETS = AUDIENCE.users * AUDIENCE.socketsPerUser;
const MISSED = 20;

/** 5,000 sockets come back at once, each behind its last event, to 20 events that it has missed. */
export function stormScenario({ agentwire }: Options): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const runner = await Runner.start(stage, agentwire);
    await runner.gather(AUDIENCE);
    await runner.sample(AUDIENCE.users);
    await runner.leave();
    await runner.prepare({ users: AUDIENCE.users, batches: 1, batchSize: MISSED });
    const before = await runner.use();
    const { startedAt, doneAt } = await runner.gather({ ...AUDIENCE, atOnce: SOCKETS, resumes: true });
    const after = await runner.use();
    const of = { scenario: 'storm', server: agentwire.name };
    return [
      { ...of, figure: `s until ${SOCKETS} sockets are live`, value: (doneAt - startedAt) / 1000 },
      { ...of, figure: 'server CPU per socket, µs', value: (after.cpuMicros - before.cpuMicros) / SOCKETS },
    ];
  });
}
