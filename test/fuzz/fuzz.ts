import fc from 'fast-check';
import { chosen } from './choices.ts';
import type { Exchange } from './exchange.ts';
import { Fuzzing } from './fuzzing.ts';
import { conversationFrom } from './messages.ts';
import { operationsFrom, requestFrom } from './requests.ts';
import { smallest } from './smallest.ts';
import type { Known } from './values.ts';

/** Exchanges at once. */
const MAX_AT_ONCE = 40;
/** How long a failing round is made smaller. */
const SHRINK_MS = 60_000;

/** What is tried; conversations more often, since most of the server's state is behind them. */
const makers = [conversationFrom, conversationFrom, operationsFrom, requestFrom];

export interface FuzzOptions {
  /** Each for so many rounds. */
  readonly seeds: Iterable<number>;
  readonly rounds: number;
  /** Of a failure that was reported, with its seed: tries that alone. */
  readonly path?: string | undefined;
  /** Called behind every round. */
  readonly onRound?: (exchanges: number) => void;
}

/**
 * Attacks a server with rounds of random exchanges, and resolves to what the answers were, in words, with how often.
 * Rejects with the first round that breaks it, made as small as can be, and the seed and path that repeat it.
 */
export async function fuzz(options: FuzzOptions): Promise<ReadonlyMap<string, number>> {
  const { seeds, rounds, path, onRound = () => {} } = options;
  const fuzzing = await Fuzzing.start();
  const holds = fc.asyncProperty(roundOf(fuzzing.known), async (exchanges) => {
    await fuzzing.attack(exchanges);
    onRound(exchanges.length);
  });
  let failure: fc.RunDetails<[Exchange[]]> | null = null;
  for (const seed of seeds) {
    const details = await fc.check(holds, {
      seed,
      numRuns: rounds,
      endOnFailure: true,
      ...(path && { path }),
    });
    if (!details.failed) continue;
    failure = details;
    break;
  }
  if (failure === null) {
    await fuzzing.stop();
    return fuzzing.answers;
  }
  await fuzzing.stop().catch(() => {});
  const { seed, counterexamplePath, counterexample, errorInstance } = failure;
  const deadline = performance.now() + SHRINK_MS;
  const fails = async (some: readonly Exchange[]) => performance.now() < deadline && failsAlone(some);
  const round = await smallest(counterexample?.[0] ?? [], fails);
  const hint = `--seed ${seed} --path ${counterexamplePath} repeats it`;
  throw new Error(`${errorInstance} (${hint}) upon ${JSON.stringify(round, null, 2)}`, {
    cause: errorInstance,
  });
}

function roundOf(known: Known): fc.Arbitrary<Exchange[]> {
  const exchange = fc.oneof(...makers.map((make) => chosen((choices) => make(choices, known))));
  return fc.array(exchange, { minLength: 1, maxLength: MAX_AT_ONCE, size: 'max' });
}

/** Whether a server fails that nothing else was done to. */
async function failsAlone(exchanges: readonly Exchange[]): Promise<boolean> {
  const fuzzing = await Fuzzing.start();
  try {
    await fuzzing.attack(exchanges);
    return false;
  } catch {
    return true;
  } finally {
    await fuzzing.stop().catch(() => {});
  }
}
