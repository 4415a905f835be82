import type { Broker, RunPlace } from '../broker/broker.ts';
import { inputOf } from '../broker/request.ts';
import type { Channel } from '../events/channel.ts';
import type { RunEvent } from '../events/event.ts';
import type { RunDetail } from '../events/fold.ts';
import { emptyDetail, fold } from '../events/fold.ts';
import { eventOf } from '../events/publication.ts';
import type { RunRecord } from '../events/run.ts';

const PAGE = 500;

/** A run as it stands at its record's position, and the way to whatever the record does not have. */
export class RunSource {
  readonly record: RunRecord;
  readonly #broker: Broker;
  readonly #channel: Channel;
  #detail: Promise<RunDetail> | null = null;

  constructor(broker: Broker, channel: Channel, record: RunRecord) {
    this.#broker = broker;
    this.#channel = channel;
    this.record = record;
  }

  /** Folded from the run's events when a query first asks for any of it. */
  detail(): Promise<RunDetail> {
    this.#detail ??= this.#fold();
    return this.#detail;
  }

  /** The run's events behind an offset, up to where the record stands. */
  async *events(afterOffset = 0): AsyncGenerator<RunEvent, void, undefined> {
    let offset = afterOffset;
    for (;;) {
      const page = await this.#broker.readRun(this.#channel, this.record.runId, offset, PAGE);
      for (const publication of page) {
        if (publication.seq > this.record.lastSeq) return;
        yield eventOf(publication);
        offset = publication.offset;
      }
      if (page.length === 0) return;
    }
  }

  /** The sub-agent runs, oldest first. */
  async children(): Promise<RunSource[]> {
    const children: RunSource[] = [];
    let behind: RunPlace | null = null;
    for (;;) {
      const query = { limit: PAGE, behind, parentRunId: this.record.runId };
      const { runs, hasMore } = await this.#broker.listRuns(this.#channel, query);
      children.push(...runs.map((record) => new RunSource(this.#broker, this.#channel, record)));
      behind = runs.at(-1) ?? null;
      if (!hasMore) return children.reverse();
    }
  }

  async #fold(): Promise<RunDetail> {
    let detail = emptyDetail;
    for await (const event of this.events()) detail = fold(detail, event);
    // Of a run that was asked for, it is known before it begins, and whatever its worker says of it.
    const input = detail.input ?? (await inputOf(this.#broker, this.#channel, this.record));
    return { ...detail, input };
  }
}
