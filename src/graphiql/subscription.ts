import type { ExecutionResult } from 'graphql';
import { EventList } from './event-list.ts';
import { failureOf } from './failure.ts';

/** What a transport tells of a subscription. */
export interface Observer {
  next(result: ExecutionResult): void;
  /** What the connection is doing, in words. */
  state(words: string): void;
  error(error: unknown): void;
  complete(): void;
}

/** What GraphiQL hears of it. */
interface Sink {
  next(shown: object): void;
  complete(): void;
}

/** The editor takes the whole text each time, so it is given one at most this often. */
const REDRAW_MS = 100;
/** And where that takes long, the page rests for this many times as long. */
const REST = 4;

/**
 * A subscription as GraphiQL takes it: each result is the list of all events so far, with what is known of the
 * connection. However it ends, the list stays.
 */
export function listed(subscribe: (observer: Observer) => () => void) {
  return {
    subscribe(sink: Sink) {
      const list = new EventList();
      let state: object = { connection: 'connecting' };
      let isOver = false;
      let tookMs = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;

      const draw = () => {
        clearTimeout(timer);
        timer = undefined;
        const began = performance.now();
        sink.next({ ...list.shown, ...state });
        tookMs = performance.now() - began;
      };
      const drawSoon = () => {
        if (!isOver) timer ??= setTimeout(draw, Math.max(REDRAW_MS, REST * tookMs));
      };
      const end = (how: object) => {
        if (isOver) return;
        isOver = true;
        state = how;
        draw();
        sink.complete();
        stop();
      };

      const stop = subscribe({
        next(result) {
          list.add(result);
          drawSoon();
        },
        state(words) {
          state = { connection: words };
          drawSoon();
        },
        error: (error) => void failureOf(error).then(end),
        complete: () => end({ connection: 'completed by the server' }),
      });
      draw();
      return {
        unsubscribe: () => end({ connection: 'stopped' }),
      };
    },
  };
}
