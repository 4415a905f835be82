import { parseArgs } from 'node:util';
import type { Contestant } from './contestants.ts';
import { contestants } from './contestants.ts';
import type { Rounds } from './rounds.ts';

export interface Options {
  /** Of what is measured. */
  readonly title: string;
  /** Of the scenarios, in this order. */
  readonly named: readonly string[];
  readonly contestants: readonly Contestant[];
  /** For what its peers do not have. */
  readonly agentwire: Contestant;
  readonly rounds: Rounds;
  readonly isQuick: boolean;
  /** Profiling takes time itself: what is measured then is not to be kept. */
  readonly isProfiled: boolean;
}

const QUICK = ['scattered', 'burst'];

/**
 * Of the command line: names of scenarios (default: all usual ones), `--quick` for fewer of them and fewer rounds,
 * `--servers raw,agentwire` for some of the servers, and `--profile FOLDER` for a CPU profile of each of their processes.
 */
export function readOptions(usual: readonly string[], others: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      servers: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  for (const name of positionals) assertOneOf(name, [...usual, ...others]);
  const toMeasure = (name: string) => ({ ...contestantNamed(name), profileTo: values.profile });
  const servers = values.servers?.split(',') ?? contestants.map(({ name }) => name);
  const usualTitle = values.quick ? 'quick' : 'all';
  return {
    title: positionals.length > 0 ? positionals.join('-') : usualTitle,
    named: positionals.length > 0 ? positionals : values.quick ? QUICK : usual,
    contestants: servers.map(toMeasure),
    agentwire: toMeasure('agentwire'),
    rounds: values.quick ? { warmUps: 2, measured: 3 } : { warmUps: 3, measured: 9 },
    isQuick: values.quick,
    isProfiled: values.profile !== undefined,
  };
}

function contestantNamed(name: string): Contestant {
  assertOneOf(
    name,
    contestants.map((one) => one.name),
  );
  return contestants.find((one) => one.name === name) as Contestant;
}

function assertOneOf(name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Error(`There is no ${name}, but ${names.join(', ')}.`);
}
