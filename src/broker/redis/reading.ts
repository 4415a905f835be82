import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import { newEpoch, uncheckedPosition } from '../../events/cursor.ts';
import type { Publication, RunHeader } from '../../events/publication.ts';
import type { Page } from '../broker.ts';
import type { ChannelEnds } from '../resume.ts';
import { resume } from '../resume.ts';
import type { Asking } from './asking.ts';
import { Gate } from './gate.ts';
import { keysOf } from './keys.ts';
import type { Entry, StoredRun } from './runs.ts';
import { headerOf, newestOf, publicationOf, runIdOf, storedRunOf } from './runs.ts';
import { scripts } from './scripts.ts';

/** Bytes of JSON text per page: big events make short pages. */
const MAX_PAGE_TEXT = 1024 * 1024;
/** Pages that are read at a time: after a failure, all readers of a node come back together. */
const MAX_PAGES_AT_ONCE = 64;

/** Publications that are looked at together where one is searched for. */
const SEARCH_PAGE = 50;

type PageReply = readonly [
  epoch: string,
  head: string,
  earliest: number,
  checkedId: string,
  entries: readonly Entry[],
  runIds: readonly string[],
  runs: readonly (string | null)[],
];

/** Everything that reads publications. */
export class Reading {
  readonly #asking: Asking;
  readonly #pages = new Gate(MAX_PAGES_AT_ONCE);

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  async read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    const checked = after === 'earliest' ? 0 : after.offset;
    let behind = checked;
    for (;;) {
      const { ends, publications } = await this.#page(channel, checked, behind, limit);
      const { from, reset } = resume(after, ends);
      // From a position before the oldest, reading begins at the oldest as well.
      const isBehind =
        from.offset === behind || (from.offset === ends.earliestOffset - 1 && behind < from.offset);
      if (isBehind || limit === 0) return { publications, from, newest: ends.newest, reset };
      // A reset leads elsewhere: that takes another page.
      behind = from.offset;
    }
  }

  async readRun(
    channel: Channel,
    runId: string,
    afterOffset: number,
    limit: number,
  ): Promise<readonly Publication[]> {
    const { epoch: epochKey, log, index, runs } = keysOf(channel);
    const reply = await this.#pages.pass(() =>
      this.#asking.script<readonly [epoch: string, run: string, entries: readonly Entry[]] | null>(
        scripts.readRun,
        [epochKey, log, index, runs],
        [runId, ...[afterOffset, limit, MAX_PAGE_TEXT].map(String)],
      ),
    );
    if (reply === null) return [];
    const [epoch, run, entries] = reply;
    const header = headerIn(run, epoch);
    return entries.map((entry) => publicationOf(entry, epoch, header));
  }

  /** The runs with these ids, in their order; null where there is none. */
  async findRuns(channel: Channel, runIds: readonly string[]): Promise<(StoredRun | null)[]> {
    if (runIds.length === 0) return [];
    const { epoch, runs } = keysOf(channel);
    const [text, texts] = await Promise.all([
      this.#asking.command<string | null>(epoch, 'GET', epoch),
      this.#asking.command<readonly (string | null)[]>(runs, 'HMGET', runs, ...runIds),
    ]);
    return texts.map((run) => storedRunOf(run, text ?? ''));
  }

  /** The publication of a run with a seq; null if it is not stored any more. */
  async findPublication(channel: Channel, runId: string, seq: number): Promise<Publication | null> {
    for (let offset = 0; ; ) {
      const page = await this.readRun(channel, runId, offset, SEARCH_PAGE);
      const last = page.at(-1);
      if (last === undefined) return null;
      const found = page.find((publication) => publication.seq === seq);
      if (found !== undefined || last.seq > seq) return found ?? null;
      // In its run, a publication is at least as many places behind as its seq says.
      offset = Math.max(last.offset, last.offset + seq - last.seq - 1);
    }
  }

  async #page(channel: Channel, checked: number, behind: number, limit: number) {
    const { epoch: epochKey, log, runs: runsKey } = keysOf(channel);
    const [epoch, head, earliest, checkedId, entries, runIds, runs] = await this.#pages.pass(() =>
      this.#asking.script<PageReply>(
        scripts.read,
        [epochKey, log, runsKey],
        [newEpoch(), checked, behind, limit, MAX_PAGE_TEXT].map(String),
      ),
    );
    const newest = newestOf(head, epoch);
    const position = newest?.position ?? uncheckedPosition(epoch, 0);
    const ends: ChannelEnds = {
      newest: position,
      earliestOffset: earliest === -1 ? position.offset + 1 : earliest,
      idAt: (offset) =>
        offset === position.offset ? (newest?.id ?? null) : checkedId === '' ? null : checkedId,
    };
    const headers = new Map(runIds.map((runId, index) => [runId, headerIn(runs[index] ?? null, epoch)]));
    const publications = entries.map((entry) =>
      publicationOf(entry, epoch, headers.get(runIdOf(entry)) as RunHeader),
    );
    return { ends, publications };
  }
}

const headerIn = (run: string | null, epoch: string): RunHeader =>
  headerOf((storedRunOf(run, epoch) as StoredRun).record);
