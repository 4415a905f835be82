import type { ApolloClient } from '@apollo/client';
import { ListedRunDocument, ListedRunsDocument } from '../generated/graphql.ts';
import { oncePerFrame } from '../shared/frame.ts';
import type { Store } from '../shared/store.ts';
import { ValueStore } from '../shared/store.ts';
import type { ListEvent, ListedRun } from './listed-run.ts';
import type { Problem } from './problem.ts';
import { problemOf } from './problem.ts';
import type { RunFilters } from './run-filter.ts';
import { filterInput, noFilters } from './run-filter.ts';
import type { RunList } from './run-list.ts';
import { emptyList, unclearRuns, withBegun, withEvents, withPage, withRun } from './run-list.ts';

const PAGE = 100;

/** What the list's page shows. */
export interface RunsView {
  readonly filters: RunFilters;
  /** Null until the first page was read. */
  readonly list: RunList | null;
  readonly isReadingMore: boolean;
  /** Why something could not be read; `retry` reads it again. */
  readonly problem: Problem | null;
  /** Why the list had to be read again though nobody asked for it. */
  readonly reset: string | null;
}

const nothingYet: RunsView = {
  filters: noFilters,
  list: null,
  isReadingMore: false,
  problem: null,
  reset: null,
};

/**
 * The list of runs: read a page at a time, and kept current by the events given to `take`. Those must begin at a
 * position that was known before `start` was called, so that nothing falls between reading and following.
 */
export class RunsStore implements Store<RunsView> {
  /** Where the reader is in the list: pixels from its top, and the run that the keys are at. */
  readonly place: { top: number; runId: string | null } = { top: 0, runId: null };
  readonly #client: ApolloClient;
  readonly #view = new ValueStore<RunsView>(nothingYet);
  readonly #applySoon = oncePerFrame(() => this.#apply());
  /** Events that wait for the next frame. */
  #arrived: ListEvent[] = [];
  /** Events that came while something is being read: they may be newer than what was read. */
  #meanwhile: ListEvent[] = [];
  /** Runs that were asked for meanwhile, which what was read may not have. */
  #begunMeanwhile: ListedRun[] = [];
  #readsUnderWay = 0;
  #isStarted = false;
  #isShown = false;
  #readAgain: () => Promise<void> = () => this.#readFirst();

  constructor(client: ApolloClient) {
    this.#client = client;
  }

  readonly get = (): RunsView => this.#view.get();
  readonly subscribe = (onChange: () => void): (() => void) => this.#view.subscribe(onChange);

  /** Lets it read, for what comes behind is known from now on. */
  start(): void {
    this.#isStarted = true;
    if (this.#isShown) void this.retry();
  }

  /** Shows the runs that match, from what is there if it is the same filter as before. */
  show(filters: RunFilters): void {
    const isSame = JSON.stringify(filters) === JSON.stringify(this.get().filters);
    if (this.#isShown && isSame) return;
    this.#isShown = true;
    Object.assign(this.place, { top: 0, runId: null });
    this.#view.set({ ...nothingYet, filters, reset: this.get().reset });
    if (this.#isStarted) void this.#readFirst();
  }

  /** Reads the next page, if there is one and nothing is in its way. */
  more(): void {
    const { list, isReadingMore, problem } = this.get();
    if (list?.hasMore && !isReadingMore && problem === null) void this.#readMore();
  }

  /** Reads again what could not be read. */
  async retry(): Promise<void> {
    this.#change({ problem: null });
    await this.#readAgain();
  }

  /** Does what `retry` does, if anything could not be read. */
  recover(): void {
    if (this.#isStarted && this.get().problem !== null) void this.retry();
  }

  /** Nothing can be read for now. */
  fail(problem: Problem): void {
    this.#change({ problem });
  }

  take(event: ListEvent): void {
    this.#arrived.push(event);
    if (this.#readsUnderWay > 0) this.#meanwhile.push(event);
    this.#applySoon();
  }

  /** Shows a run that was just asked for. */
  begin(run: ListedRun): void {
    const { list, filters } = this.get();
    if (this.#readsUnderWay > 0) this.#begunMeanwhile.push(run);
    if (list !== null) this.#change({ list: withBegun(list, run, filters) });
  }

  /** Events are gone for good: what they did is in the runs. */
  reset(reason: string): void {
    if (!this.#isShown) return;
    this.#change({ reset: reason });
    void this.#readFirst();
  }

  dismissReset(): void {
    this.#change({ reset: null });
  }

  #apply(): void {
    const { list, filters } = this.get();
    const events = this.#arrived;
    this.#arrived = [];
    if (list === null) return;
    const behind = withEvents(list, events, filters);
    this.#change({ list: behind });
    for (const id of unclearRuns(behind, events, filters)) void this.#readRun(id);
  }

  #readFirst(): Promise<void> {
    this.#readAgain = () => this.#readFirst();
    return this.#read(
      () => this.#queryPage(null),
      (_, page) => withPage(emptyList, page),
    );
  }

  async #readMore(): Promise<void> {
    this.#readAgain = () => this.#readMore();
    this.#change({ isReadingMore: true });
    await this.#read(() => this.#queryPage(this.get().list?.endCursor ?? null), withPage);
    this.#change({ isReadingMore: false });
  }

  #readRun(id: string): Promise<void> {
    return this.#read(
      async () => (await this.#client.query({ query: ListedRunDocument, variables: { id } })).data?.run,
      (list, run) => {
        if (run == null) return list;
        const pendingInputs = run.pendingInputs.map(({ interruptId }) => interruptId);
        return withRun(list, { ...run, pendingInputs });
      },
    );
  }

  async #queryPage(after: string | null) {
    const variables = { first: PAGE, after, filter: filterInput(this.get().filters) };
    const { data } = await this.#client.query({ query: ListedRunsDocument, variables });
    if (data === undefined) throw new TypeError('A query without errors has data.');
    return data.runs;
  }

  /** Puts what was read into the list, and then what happened meanwhile. */
  async #read<Result>(ask: () => Promise<Result>, put: (list: RunList, result: Result) => RunList) {
    const { filters } = this.get();
    const isOutdated = () => this.get().filters !== filters;
    this.#readsUnderWay++;
    try {
      const result = await ask();
      if (isOutdated()) return;
      const read = put(this.get().list ?? emptyList, result);
      const list = this.#begunMeanwhile.reduce((before, run) => withBegun(before, run, filters), read);
      this.#change({ list: withEvents(list, this.#meanwhile, filters), problem: null });
    } catch (error) {
      if (!isOutdated()) this.#change({ problem: problemOf(error) });
    } finally {
      if (--this.#readsUnderWay === 0) {
        this.#meanwhile = [];
        this.#begunMeanwhile = [];
      }
    }
  }

  #change(change: Partial<RunsView>): void {
    this.#view.set({ ...this.get(), ...change });
  }
}
