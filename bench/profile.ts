import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rounded } from './table.ts';

/**
 * Where agentwire's time goes, by function. Of the command line: names of scenarios (default: scattered, burst and
 * replay), `--to FOLDER` for the profiles (default: profiles), which Chrome's DevTools open, and `--quick` for fewer
 * rounds. A profile is of all that a thread has done, such as making events ready to be delivered; loading modules is
 * left out.
 */

const USUAL = ['scattered', 'burst', 'replay'];
const FUNCTIONS = 25;
/** Of the time of the busiest thread; whichever has less has only waited. */
const BUSY_SHARE = 0.02;
const LOADING = /^node:internal\/(modules|bootstrap)\//;

/** As V8 writes it (Chrome DevTools Protocol, Profiler.Profile). Times are in microseconds. */
interface Profile {
  /** Callers come before whom they call. */
  readonly nodes: readonly Node[];
  /** Ids of nodes, and behind each of them how long it took. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Node {
  readonly id: number;
  /** The first line is 0. */
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

const ROOT = new URL('../', import.meta.url).href;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: 'profiles' }, quick: { type: 'boolean', default: false } },
});

for (const scenario of positionals.length > 0 ? positionals : USUAL) {
  const threads = record(scenario, resolve(values.to, scenario)).map(readThread);
  const busiest = Math.max(...threads.map(({ micros }) => micros));
  for (const thread of threads.filter(({ micros }) => micros >= busiest * BUSY_SHARE))
    print(scenario, thread);
}

/** The profiles that come of a scenario. */
function record(scenario: string, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(folder));
  const options = ['--servers', 'agentwire', '--profile', folder, ...(values.quick ? ['--quick'] : [])];
  const bench = fileURLToPath(new URL('index.ts', import.meta.url));
  execFileSync(process.execPath, [bench, scenario, ...options], { stdio: 'inherit' });
  const made = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile') && !before.has(file));
  return made.map((file) => join(folder, file));
}

/** What a thread did while it was at work. */
function readThread(file: string) {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(file, 'utf8'));
  const names = namesOf(nodes);
  const byFunction = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id);
    // A delta is the time before its sample.
    if (name) byFunction.set(name, (byFunction.get(name) ?? 0) + (timeDeltas[index + 1] ?? 0));
  }
  return { file, micros: [...byFunction.values()].reduce((sum, micros) => sum + micros, 0), byFunction };
}

/** Of those that are work. */
function namesOf(nodes: readonly Node[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const loading = new Set<number>();
  for (const { id, callFrame, children = [] } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    if (loading.has(id) || LOADING.test(url)) for (const child of children) loading.add(child);
    else if (functionName !== '(idle)') {
      const name = functionName || '(anonymous)';
      names.set(id, url === '' ? name : `${name} ${url.replace(ROOT, '')}:${lineNumber + 1}`);
    }
  }
  return names;
}

function print(scenario: string, { file, micros, byFunction }: ReturnType<typeof readThread>): void {
  const longest = [...byFunction].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS);
  console.log(`\n${scenario}: busy for ${rounded(micros / 1000)} ms, ${file}`);
  for (const [name, self] of longest) {
    const share = `${((self / micros) * 100).toFixed(1)} %`;
    console.log(`${rounded(self / 1000).padStart(10)} ms ${share.padStart(8)}  ${name}`);
  }
}
