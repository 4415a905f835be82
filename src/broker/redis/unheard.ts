import type { Channel } from '../../events/channel.ts';
import type { Publication } from '../../events/publication.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
import { unavailable } from './failures.ts';
import type { Reading } from './reading.ts';

/** Events that are looked at together. */
const PAGE = 100;

/**
 * Where the last event of a batch stands that was written and whose answer did not come; null where it was not written.
 * `before` is the run as it was then. Rejects with UNAVAILABLE if what would tell was trimmed.
 */
export async function findUnheard(
  reading: Reading,
  channel: Channel,
  batch: RunBatch,
  before: RunRecord | null,
): Promise<Publication | null> {
  const lastId = batch.events.at(-1)?.id;
  let behind = before?.position.offset ?? 0;
  let expectedSeq = (before?.lastSeq ?? 0) + 1;
  for (;;) {
    const page = await reading.readRun(channel, batch.runId, behind, PAGE);
    const last = page.at(-1);
    if (last === undefined) return null;
    if (page[0]?.seq !== expectedSeq) throw unavailable(new Error('What a retry looks for was trimmed.'));
    const found = page.find(({ id }) => id === lastId);
    if (found !== undefined) return found;
    behind = last.offset;
    expectedSeq = last.seq + 1;
  }
}
