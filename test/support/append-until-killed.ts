/** Appends to the store at the given path until somebody ends it, and prints the seq that each append was answered with. */
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { alice } from './brokers.ts';
import { batchOf, delta, started } from './events.ts';

const path = process.argv[2] as string;
const broker = await SqliteBroker.open({ path, retention: { maxAgeMs: 3_600_000, maxCount: 1_000_000 } });
for (let event = started(); ; event = delta('text')) {
  const { lastSeq } = await broker.append(alice, batchOf('run', [event]));
  process.stdout.write(`${lastSeq}\n`);
}
