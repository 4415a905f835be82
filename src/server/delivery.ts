import type { ResultStream } from '../graphql/execute.ts';
import type { Result } from '../graphql/result.ts';
import type { Waker } from '../source.ts';
import { textFrame } from './frame.ts';
import type { ServedSocket } from './socket.ts';
import { SocketGone } from './socket.ts';

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Sends a subscription's results over a socket, by itself: to graphql-ws, which keeps the protocol's state, it is a
 * stream that ends or fails, but has no results (docs/decisions/0021).
 */
export class Delivery implements AsyncIterableIterator<never, undefined>, Waker {
  readonly #socket: ServedSocket;
  readonly #id: string;
  readonly #results: ResultStream;
  readonly #ended = Promise.withResolvers<IteratorResult<never, undefined>>();
  #hasBegun = false;
  #isReturned = false;

  constructor(socket: ServedSocket, id: string, results: ResultStream) {
    this.#socket = socket;
    this.#id = id;
    this.#results = results;
  }

  /** Begins, and settles at the end. */
  next(): Promise<IteratorResult<never, undefined>> {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.wake();
    }
    return this.#ended.promise;
  }

  /**
   * Whoever is done hears no more of `next()`, not even its end: by then the id may be that of another subscription,
   * which graphql-ws would take for the one that has ended.
   */
  return(): Promise<IteratorResult<never, undefined>> {
    this.#isReturned = true;
    this.#results.close();
    return Promise.resolve(DONE);
  }

  /** Sends what is at hand, as long as the socket takes it. */
  wake(): void {
    try {
      while (!this.#socket.isFull) {
        const result = this.#results.take();
        if (result === null) {
          if (this.#results.isDone) this.#finish();
          else this.#results.wait(this);
          return;
        }
        this.#socket.deliver(frameOf(result, this.#id));
      }
      this.#socket.wait(this);
    } catch (error) {
      this.#results.close();
      // Nobody is there to hear of it.
      if (!this.#isReturned && !(error instanceof SocketGone)) this.#ended.reject(error);
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(): void {
    if (!this.#isReturned) this.#ended.resolve(DONE);
  }
}

/** A message `next` (graphql-transport-ws); made once for sockets that chose the same id for the same subscription. */
function frameOf(result: Result, id: string): Buffer {
  if (result.framed?.id !== id) {
    const bytes = textFrame(`{"id":${JSON.stringify(id)},"type":"next","payload":${result.text}}`);
    result.framed = { id, bytes };
  }
  return result.framed.bytes;
}
