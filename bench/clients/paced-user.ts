import type { EventInput } from '../events.ts';
import { RUN, userAt } from '../events.ts';
import type { Publishing } from './publishing.ts';
import type { SocketOptions } from './socket.ts';
import { openSocket } from './socket.ts';

interface Arrival {
  /** When its batch was sent (performance.now). */
  readonly sentAt: number;
  /** How long it took, in milliseconds. */
  readonly latency: number;
}

/** A user to whom batches are published, and who knows when each of their events came. */
export class PacedUser {
  readonly #userId: string;
  readonly #batchSize: number;
  readonly #onFailure: (message: string) => void;
  readonly #sentAt: number[] = [];
  readonly #arrivals: Arrival[] = [];
  #sockets = 0;
  #published = Promise.resolve();

  constructor(index: number, batchSize: number, onFailure: (message: string) => void) {
    this.#userId = userAt(index);
    this.#batchSize = batchSize;
    this.#onFailure = onFailure;
  }

  /** Of each event on each of its sockets. */
  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  /** Whether everything that was published has come. */
  get hasAll(): boolean {
    return this.#arrivals.length === this.#sentAt.length * this.#batchSize * this.#sockets;
  }

  async subscribe(options: SocketOptions): Promise<void> {
    this.#sockets++;
    let received = 0;
    const onMessage = () => {
      const sentAt = this.#sentAt[Math.floor(received++ / this.#batchSize)] as number;
      this.#arrivals.push({ sentAt, latency: performance.now() - sentAt });
    };
    await openSocket(options, this.#userId, { onMessage, onFailure: this.#onFailure });
  }

  /** Takes no time: it is sent once the batch before is acknowledged, and its clock runs from now on. */
  publish(publishing: Publishing, eventAt: (seq: number) => EventInput): void {
    const firstSeq = 2 + this.#sentAt.length * this.#batchSize;
    const events = Array.from({ length: this.#batchSize }, (_, place) => eventAt(firstSeq + place));
    this.#sentAt.push(performance.now());
    this.#published = this.#published
      .then(() => publishing.publish(this.#userId, RUN, firstSeq, events))
      .catch((error: Error) => this.#onFailure(error.message));
  }
}
