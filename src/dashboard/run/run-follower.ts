import { problemOf } from '../data/problem.ts';
import type { ResetReason } from '../generated/graphql.ts';
import { oncePerFrame } from '../shared/frame.ts';
import { ValueStore } from '../shared/store.ts';
import type { PageState, QueriedRun } from './page-state.ts';
import { openPage, pageBehind, pageWithHistory } from './page-state.ts';
import type { DeliveredEvent, RunEvent } from './run-events.ts';
import { isRunEvent } from './run-events.ts';
import type { RunSource } from './run-source.ts';

export type RunView =
  | { readonly phase: 'loading' }
  /** There is no such run, or not yet: the page goes on by itself when it starts. */
  | { readonly phase: 'missing' }
  | { readonly phase: 'failed'; readonly message: string }
  | { readonly phase: 'shown'; readonly page: PageState };

/** Something that there is to say beside what the page shows. */
export type RunNews =
  | { readonly kind: 'reset'; readonly reason: ResetReason }
  | { readonly kind: 'stopped'; readonly message: string };

/** How the reading of older events stands. */
export type HistoryReading = 'idle' | 'reading' | 'failed';

/** How many older events are read without being asked for, and how many more each time. */
const HISTORY_STEP = 5000;
/** More than this in one frame would hold the page up. */
const EVENTS_PER_FRAME = 500;

/** Reads one run and keeps it current, until it is closed. What it holds changes at most once a frame. */
export class RunFollower {
  readonly view = new ValueStore<RunView>({ phase: 'loading' });
  readonly news = new ValueStore<RunNews | null>(null);
  readonly history = new ValueStore<HistoryReading>('idle');
  readonly #source: RunSource;
  /** Live events that the page does not have yet. */
  #queue: RunEvent[] = [];
  /** The newest reading of the run that is under way: it decides what is shown, and events wait for it. */
  #reading: object | null = null;
  #isClosed = false;
  #unsubscribe = () => {};

  constructor(source: RunSource) {
    this.#source = source;
  }

  async open(): Promise<void> {
    try {
      let run = await this.#source.run();
      const after = run?.cursor ?? (await this.#source.head());
      // It may have started since, and what is behind `after` is followed: so nothing falls between.
      run ??= await this.#source.run();
      if (this.#isClosed) return;
      this.#show(run);
      if (run === null || run.endedAt === null) this.#follow(after);
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
  }

  readonly dismissNews = (): void => this.news.set(null);

  /** Reads the next older events. */
  readonly readHistory = async (): Promise<void> => {
    const opened = this.#opened;
    const isCurrent = () => !this.#isClosed && this.#opened === opened;
    let left = HISTORY_STEP;
    this.history.set('reading');
    try {
      for (let log = this.#page?.log; log?.hasMore && left > 0; log = this.#page?.log) {
        const history = await this.#source.history(log.after);
        if (!isCurrent()) return;
        if (history === null || this.#page === null) break;
        this.#set(pageWithHistory(this.#page, history));
        left -= history.nodes.length;
      }
      this.history.set('idle');
    } catch {
      if (isCurrent()) this.history.set('failed');
    }
  };

  /** What the newest reading of the run gave, before any event. */
  #opened: PageState | null = null;

  get #page(): PageState | null {
    const view = this.view.get();
    return view.phase === 'shown' ? view.page : null;
  }

  #set(page: PageState): void {
    this.view.set({ phase: 'shown', page });
  }

  #show(run: QueriedRun | null): void {
    this.#opened = run === null ? null : openPage(run);
    if (this.#opened === null) {
      this.view.set({ phase: 'missing' });
    } else {
      this.#set(this.#opened);
      void this.readHistory();
    }
  }

  #follow(after: string | null): void {
    this.#unsubscribe = this.#source.follow(after, this.#receive, (error) => {
      this.news.set({ kind: 'stopped', message: problemOf(error).message });
    });
  }

  readonly #receive = (event: DeliveredEvent): void => {
    if (isRunEvent(event)) {
      this.#queue.push(event);
      this.#flushSoon();
    } else if (event.__typename === 'StreamReset') {
      this.news.set({ kind: 'reset', reason: event.resetReason });
      this.#queue = [];
      void this.#readAgain();
    }
  };

  readonly #flushSoon = oncePerFrame(() => this.#flush());

  #flush(): void {
    if (this.#isClosed || this.#reading !== null || this.#queue.length === 0) return;
    if (this.#page === null) return void this.#readAgain();
    this.#set(pageBehind(this.#page, this.#queue.splice(0, EVENTS_PER_FRAME)));
    this.#flushSoon();
  }

  async #readAgain(): Promise<void> {
    const reading = {};
    this.#reading = reading;
    const isCurrent = () => !this.#isClosed && this.#reading === reading;
    try {
      const run = await this.#source.run();
      if (!isCurrent()) return;
      this.#reading = null;
      this.#show(run);
      this.#flush();
    } catch (error) {
      if (isCurrent()) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#unsubscribe();
    this.view.set({ phase: 'failed', message: problemOf(error).message });
  }
}
