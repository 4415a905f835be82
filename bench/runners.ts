import type { Contestant } from './contestants.ts';
import type { Audience } from './runner.ts';
import { Runner } from './runner.ts';
import { assertSameBytes } from './same-bytes.ts';
import type { Stage } from './stage.ts';

/** All servers with their audiences, once each has shown that it delivers what the others do. */
export async function gatherAll(
  stage: Stage,
  contestants: readonly Contestant[],
  audience: Audience,
): Promise<readonly Runner[]> {
  const runners: Runner[] = [];
  const samples = new Map<string, readonly string[]>();
  for (const contestant of contestants) {
    const runner = await Runner.start(stage, contestant);
    await runner.gather(audience);
    samples.set(contestant.name, await runner.sample(audience.users));
    runners.push(runner);
  }
  assertSameBytes(samples);
  return runners;
}
