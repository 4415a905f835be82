import type { Work } from './control.ts';
import type { EventInput } from './events.ts';
import { tokenAt, toolAt } from './events.ts';

/** What the run of each of the users says. */
export function eventsOf({ batches, batchSize, firstSeq, tokensPerTool = null }: Work): EventInput[] {
  return Array.from({ length: batches * batchSize }, (_, index) => {
    const seq = firstSeq + index;
    if (tokensPerTool === null) return tokenAt(seq);
    const cycle = tokensPerTool + 1;
    const isToken = index % cycle < tokensPerTool;
    return isToken ? tokenAt(seq) : toolAt(seq, Math.floor(index / cycle));
  });
}
