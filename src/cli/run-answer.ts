import type { DeliveredEvent } from '../client/delivered.ts';
import { plainText } from './text-lines.ts';

/** What a run answers, made of its events. */
export class RunAnswer {
  readonly #runId: string;
  #messageId: string | null = null;
  #message = '';
  #text = '';

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** Takes note of an event of the run, or of one of its sub-agents. */
  hear(event: DeliveredEvent): void {
    if (!('runId' in event) || event.runId !== this.#runId) return;
    if (event.__typename === 'MessageDelta') {
      const isNext = event.messageId === this.#messageId && event.mode === 'APPEND';
      this.#message = isNext ? this.#message + event.text : event.text;
      this.#messageId = event.messageId;
    } else if (event.__typename === 'AgentCompleted') {
      const data = event.output == null ? '' : JSON.stringify(event.output, null, 2);
      this.#text = event.finalText || data || this.#message;
    }
  }

  /** Writes the answer, whole, below what stands there; nothing where the run gave none. */
  print(): void {
    if (this.#text !== '') process.stdout.write(`\n${plainText(this.#text).trimEnd()}\n`);
  }
}
