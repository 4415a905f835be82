import { parentOf } from '../../events/admit.ts';
import type { RunChange } from '../../events/change.ts';
import { changed } from '../../events/change.ts';
import type { Channel } from '../../events/channel.ts';
import { newEpoch, positionBehind, uncheckedPosition } from '../../events/cursor.ts';
import type { Publication } from '../../events/publication.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
import type { Appended } from '../broker.ts';
import { planAppend } from '../plan.ts';
import { announcementOf } from './announcement.ts';
import { unavailable } from './failures.ts';
import { keysOf } from './keys.ts';
import { KnownRuns } from './known-runs.ts';
import type { Lanes } from './lanes.ts';
import type { Reading } from './reading.ts';
import type { StoredRun } from './runs.ts';
import { storedRunOf, textOf } from './runs.ts';
import { scripts } from './scripts.ts';
import { Turns } from './turns.ts';
import { findUnheard } from './unheard.ts';

type Planned = ReturnType<typeof planAppend>;

/** What an append plans with: the run and its parent, as they are or as they were when this node last saw them. */
interface Known {
  readonly run: StoredRun | null;
  readonly parent: StoredRun | null;
  /** Whether Redis was asked for it. */
  readonly isFresh: boolean;
}

type ChangeReply = readonly ['stored' | 'changed', epoch: string, run: string];
type StoredReply = readonly ['stored', epoch: string, newestOffset: number];
type Reply = StoredReply | readonly ['changed', epoch: string, run: string, parent: string];

/** Offsets are given by the script: nothing that is planned with them is used before. */
const unnumbered = uncheckedPosition('', 0);

/**
 * Appends by comparing and storing. The rules are applied here to the run as this node knows it; the script stores the
 * outcome only if the run is still that one, and otherwise says what it is, for another try. A run has one writer,
 * which mostly stays with one node, so the first try succeeds.
 */
export class Appending {
  readonly #lanes: Lanes;
  readonly #reading: Reading;
  readonly #maxCount: number;
  readonly #now: () => number;
  readonly #known = new KnownRuns();
  /** Appends to one run go one behind the other; those to others need not wait for them. */
  readonly #turns = new Turns();

  constructor(lanes: Lanes, reading: Reading, maxCount: number, now: () => number) {
    this.#lanes = lanes;
    this.#reading = reading;
    this.#maxCount = maxCount;
    this.#now = now;
  }

  append(channel: Channel, batch: RunBatch): Promise<Appended> {
    return this.#turns.take(`${channel} ${batch.runId}`, () => this.#append(channel, batch));
  }

  async #append(channel: Channel, batch: RunBatch): Promise<Appended> {
    let known = this.#recall(channel, batch) ?? (await this.#ask(channel, batch));
    for (;;) {
      const { run, parent, isFresh } = known;
      const planned = unlessStale(isFresh, () =>
        planAppend(run?.record ?? null, parent?.record ?? null, batch, unnumbered),
      );
      if (planned === null) {
        known = await this.#ask(channel, batch);
        continue;
      }
      const { reply, isRepeat } = await this.#write(channel, batch, known, planned);
      if (reply[0] === 'stored') return this.#stored(channel, batch, known, planned, reply);
      const [, epoch, runNow, parentNow] = reply;
      const unheard = isRepeat ? await findUnheard(this.#reading, channel, batch, run?.record ?? null) : null;
      known = { run: storedRunOf(runNow, epoch), parent: storedRunOf(parentNow, epoch), isFresh: true };
      if (unheard !== null) return this.#acknowledge(channel, batch, known, planned, unheard);
    }
  }

  change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord> {
    return this.#turns.take(`${channel} ${runId}`, () => this.#change(channel, runId, change));
  }

  /** To make a change again changes nothing, so it may have been carried out without that the answer came. */
  async #change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord> {
    let run = this.#known.get(channel, runId) ?? null;
    let isFresh = false;
    for (;;) {
      const before = run?.record ?? null;
      const record = unlessStale(isFresh, () => changed(before, runId, change, unnumbered));
      if (record === null) {
        run = (await this.#reading.findRuns(channel, [runId]))[0] ?? null;
        isFresh = true;
        continue;
      }
      const [outcome, epoch, text] = await this.#writeChange(channel, run, record);
      run = storedRunOf(text, epoch);
      isFresh = true;
      if (outcome === 'changed') continue;
      this.#known.set(channel, run as StoredRun);
      return (run as StoredRun).record;
    }
  }

  async #writeChange(channel: Channel, run: StoredRun | null, record: RunRecord): Promise<ChangeReply> {
    const { epoch, runs, index, leases } = keysOf(channel);
    const { reply } = await this.#lanes.write(
      scripts.change,
      [epoch, runs, index, leases],
      [
        channel,
        newEpoch(),
        String(this.#now()),
        record.runId,
        run?.mark ?? '',
        newEpoch(),
        record.status,
        record === run?.record ? '' : textOf(record),
        String(record.dueAt ?? ''),
        ...(run === null ? labelsOf(record) : []),
      ],
    );
    return reply as ChangeReply;
  }

  /** What this node knows by itself; null if it has to ask. A run that is about to start is taken for a new one. */
  #recall(channel: Channel, batch: RunBatch): Known | null {
    const run = this.#known.get(channel, batch.runId) ?? null;
    const parentRunId = parentOf(batch);
    const parent = parentRunId === null ? null : (this.#known.get(channel, parentRunId) ?? null);
    const isStart = batch.events[0]?.start !== undefined;
    if ((run === null && !isStart) || (parent === null && parentRunId !== null)) return null;
    return { run, parent, isFresh: false };
  }

  async #ask(channel: Channel, batch: RunBatch): Promise<Known> {
    const parentRunId = parentOf(batch);
    const runIds = parentRunId === null ? [batch.runId] : [batch.runId, parentRunId];
    const [run, parent] = await this.#reading.findRuns(channel, runIds);
    return { run: run ?? null, parent: parent ?? null, isFresh: true };
  }

  async #write(channel: Channel, batch: RunBatch, { run, parent }: Known, { plan, record }: Planned) {
    const { epoch, log, runs, index, due, leases } = keysOf(channel);
    const events = batch.events.slice(plan.duplicates);
    const { status } = record ?? (run as StoredRun).record;
    const labels = run === null ? labelsOf(record as RunRecord) : [];
    const hasLease = record !== null && run !== null && run.record.dueAt !== null;
    const { reply, isRepeat } = await this.#lanes.write(
      scripts.append,
      [epoch, log, runs, index, due, ...(hasLease ? [leases] : [])],
      [
        channel,
        newEpoch(),
        String(this.#now()),
        String(this.#maxCount),
        batch.runId,
        run?.mark ?? '',
        run === null ? (parent?.record.runId ?? '') : '',
        status,
        record === null ? '' : textOf(record),
        String(plan.firstSeq),
        announcementOf(plan, events),
        String(record?.dueAt ?? ''),
        String(labels.length),
        ...labels,
        ...events.flatMap(({ id, type, time, body }) => [id, type, String(time), body]),
      ],
    );
    return { reply: reply as Reply, isRepeat };
  }

  #stored(
    channel: Channel,
    batch: RunBatch,
    known: Known,
    planned: Planned,
    [, epoch, newestOffset]: StoredReply,
  ) {
    const { plan } = planned;
    const accepted = batch.events.length - plan.duplicates;
    if (accepted === 0) return this.#repeated(channel, batch, (known.run as StoredRun).record);
    const last = batch.events.at(-1) as RunBatch['events'][number];
    const record: RunRecord = {
      ...(planned.record as RunRecord),
      startOffset: known.run?.record.startOffset ?? newestOffset + 1,
      position: positionBehind({ epoch, offset: newestOffset + accepted, id: last.id }),
    };
    this.#known.set(channel, { record, mark: last.id });
    const { lastSeq, position } = record;
    return { accepted, duplicates: plan.duplicates, lastSeq, position } satisfies Appended;
  }

  /** An earlier try was carried out: what it stored is acknowledged by a write that can be waited for. */
  async #acknowledge(channel: Channel, batch: RunBatch, known: Known, planned: Planned, stored: Publication) {
    const { duplicates } = planned.plan;
    const nothingNew = { plan: { ...planned.plan, duplicates: batch.events.length }, record: null };
    const { reply } = await this.#write(channel, batch, known, nothingNew);
    // Whoever has written since, or a primary that does not have it: the publisher tries again, and finds out.
    if (reply[0] === 'changed') throw unavailable(new Error('A run changed while it was acknowledged.'));
    const { lastSeq } = (known.run as StoredRun).record;
    const accepted = batch.events.length - duplicates;
    return { accepted, duplicates, lastSeq, position: positionBehind(stored) } satisfies Appended;
  }

  /** All of the batch was stored before. Its last event may have been trimmed since; then the run's last stands in. */
  async #repeated(
    channel: Channel,
    batch: RunBatch,
    { runId, lastSeq, position }: RunRecord,
  ): Promise<Appended> {
    const seq = (batch.firstSeq as number) + batch.events.length - 1;
    const known = seq === lastSeq ? null : await this.#reading.findPublication(channel, runId, seq);
    return {
      accepted: 0,
      duplicates: batch.events.length,
      lastSeq,
      position: known === null ? position : positionBehind(known),
    };
  }
}

/** What the rules make of what is known. Null if they refuse, but by what may be out of date; throws if it is not. */
function unlessStale<Outcome>(isFresh: boolean, applyRules: () => Outcome): Outcome | null {
  try {
    return applyRules();
  } catch (error) {
    if (isFresh) throw error;
    return null;
  }
}

/** What a run can be found by in the index, beside its status: see index.lua. */
function labelsOf({ agent, threadId, parentRunId }: RunRecord): string[] {
  const labels = ['all', `agent\0${agent.name}`, `thread\0${threadId}`];
  return parentRunId === null ? labels : [...labels, `parent\0${parentRunId}`];
}
