import { MESSAGE_BYTES, TOOL_TYPES, WATCH_TOOLS } from '../events.ts';
import type { Figure } from '../figures.ts';
import { median } from '../figures.ts';
import type { Options } from '../options.ts';
import type { Round } from '../runner.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

/** Their names are longer than those of tokens, and of the same length. */
const LONGER_BY = '"ToolExecuting""toolName"'.length - '"MessageDelta""text"'.length;
const AUDIENCE = {
  users: 1,
  socketsPerUser: 4,
  query: WATCH_TOOLS,
  variables: { types: TOOL_TYPES },
  messageBytes: MESSAGE_BYTES + LONGER_BY,
};
const ALONE = { users: 1, batches: 2_000, batchSize: 1, tokensPerTool: 0 };
const WITH_TOKENS = { ...ALONE, batchSize: 11, tokensPerTool: 10 };

/** Four dashboards select tool events only: one event in each turn, alone, and behind ten tokens. */
export function toolsScenario({ agentwire, rounds: { warmUps, measured } }: Options): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const runner = await Runner.start(stage, agentwire);
    await runner.gather(AUDIENCE);
    const alone: Round[] = [];
    const withTokens: Round[] = [];
    for (let round = 0; round < warmUps + measured; round++) {
      alone.push(await runner.round(ALONE));
      withTokens.push(await runner.round(WITH_TOKENS));
    }
    const cpuOf = (rounds: readonly Round[]) =>
      median(rounds.slice(warmUps).map(({ cpuMicros, messages }) => cpuMicros / messages));
    const of = { scenario: 'tools', server: agentwire.name };
    return [
      { ...of, figure: 'server CPU per tool event, µs', value: cpuOf(alone) },
      { ...of, figure: 'while tokens stream, µs', value: cpuOf(withTokens) },
      { ...of, figure: 'with tokens ÷ without', value: cpuOf(withTokens) / cpuOf(alone) },
    ];
  });
}
