import { randomInt } from 'node:crypto';
import { inspect, parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

/** `npm run fuzz`: ten minutes of random input; `-- --seconds 60` is shorter, `--seed` and `--path` repeat a failure. */

const say = (line: string) => process.stdout.write(`${line}\n`);
const REPORT_EVERY_MS = 30_000;
const ROUNDS = 20;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    path: { type: 'string' },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds);
say(`seed ${seed}, ${seconds} s`);

let rounds = 0;
let exchanges = 0;
const told = () => say(`${rounds} rounds, ${exchanges} connections`);
const timer = setInterval(told, REPORT_EVERY_MS);
try {
  const onRound = (count: number) => {
    rounds++;
    exchanges += count;
  };
  const seeds = values.path === undefined ? seedsFor(seconds) : [seed];
  const answers = await fuzz({ seeds, rounds: ROUNDS, path: values.path, onRound });
  told();
  for (const [word, count] of [...answers].sort(([, one], [, other]) => other - one)) {
    say(`${word.padEnd(40)} ${count}`);
  }
  say('The server is alive, and nothing is left.');
} catch (error) {
  say(inspect(error, { depth: 1, maxStringLength: 100_000 }));
  process.exitCode = 1;
} finally {
  clearInterval(timer);
}

/** The next seed, as long as there is time. */
function* seedsFor(seconds: number): Generator<number> {
  const end = performance.now() + seconds * 1000;
  for (let next = seed; performance.now() < end; next++) yield next;
}
