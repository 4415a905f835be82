import type { DeliveredCommand } from '../events/command.ts';
import { commandOf } from '../events/command-channel.ts';
import type { CaughtUp, StreamReset } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import type { Reader } from '../feed/reader.ts';
import type { Source, Waker } from '../source.ts';
import { SourceIterator } from '../source.ts';

export type CommandDelivery = DeliveredCommand | CaughtUp | StreamReset;

/** Whether there is still something to do about a command. */
type IsOpen = (publication: Publication) => Promise<boolean>;

/** A reader of commands, which of those that were given before it was opened delivers only what is still open. */
export class CommandReader implements Source<CommandDelivery>, AsyncIterable<CommandDelivery, undefined> {
  readonly #reader: Reader;
  readonly #isOpen: IsOpen;
  #isReplaying = true;
  #replayed = 0;
  /** The one that was found to be open. */
  #found: CommandDelivery | null = null;
  #isAsking = false;
  #failure: unknown = null;
  #waker: Waker | null = null;

  constructor(reader: Reader, isOpen: IsOpen) {
    this.#reader = reader;
    this.#isOpen = isOpen;
  }

  get isDone(): boolean {
    return this.#reader.isDone && !this.#isAsking && this.#found === null && this.#failure === null;
  }

  take(): CommandDelivery | null {
    if (this.#failure !== null) throw this.#takeFailure();
    if (this.#isAsking) return null;
    if (this.#found !== null) return this.#takeFound();
    const delivery = this.#reader.take();
    if (delivery === null) return null;
    if ('__typename' in delivery) return this.#passOn(delivery);
    if (!this.#isReplaying) return commandOf(delivery);
    this.#ask(delivery);
    return null;
  }

  wait(waker: Waker): void {
    if (this.#isAsking) this.#waker = waker;
    else if (this.#found !== null || this.#failure !== null) waker.wake();
    else this.#reader.wait(waker);
  }

  close(): void {
    this.#found = null;
    this.#reader.close();
    this.#wake();
  }

  [Symbol.asyncIterator](): SourceIterator<CommandDelivery> {
    return new SourceIterator(this);
  }

  #passOn(delivery: CaughtUp | StreamReset): CommandDelivery {
    if (delivery.__typename === 'StreamReset') return delivery;
    this.#isReplaying = false;
    return { ...delivery, replayed: this.#replayed };
  }

  #ask(publication: Publication): void {
    this.#isAsking = true;
    this.#isOpen(publication)
      .then((isOpen) => {
        if (isOpen && !this.#reader.isDone) this.#found = commandOf(publication);
      })
      .catch((error: unknown) => {
        if (this.#reader.isDone) return;
        this.#failure = error;
        this.#reader.close();
      })
      .finally(() => {
        this.#isAsking = false;
        this.#wake();
      });
  }

  #takeFound(): CommandDelivery | null {
    const found = this.#found;
    this.#found = null;
    this.#replayed++;
    return found;
  }

  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  #wake(): void {
    const waker = this.#waker;
    this.#waker = null;
    waker?.wake();
  }
}
