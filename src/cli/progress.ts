import type { WriteStream } from 'node:tty';
import type { ExactBatch, Published } from '../publisher/publish.ts';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** Counts what was published; on a terminal it draws a bar of it. */
export class Progress {
  readonly #terminal: WriteStream;
  /** Bytes of input; null if nobody knows. */
  readonly #size: number | null;
  readonly #startedAt = performance.now();
  readonly #runs = new Set<string>();
  #text = 0;
  #accepted = 0;
  #duplicates = 0;
  #drawnAt = 0;

  constructor(terminal: WriteStream, size: number | null) {
    this.#terminal = terminal;
    this.#size = size;
  }

  add({ userId, runId }: ExactBatch, { accepted, duplicates }: Published, text: number): void {
    this.#runs.add(JSON.stringify([userId, runId]));
    this.#accepted += accepted;
    this.#duplicates += duplicates;
    this.#text += text;
    if (performance.now() - this.#drawnAt > REDRAW_MS) this.#draw();
  }

  /** Says something beside the bar. */
  note(message: string): void {
    this.#clear();
    this.#terminal.write(`${message}\n`);
  }

  end(): void {
    this.#clear();
  }

  get summary(): string {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const events = this.#accepted + this.#duplicates;
    const runs = `${this.#runs.size} ${this.#runs.size === 1 ? 'run' : 'runs'}`;
    return `${events} events of ${runs}: ${this.#accepted} published, ${this.#duplicates} there already, in ${seconds.toFixed(1)} s`;
  }

  #draw(): void {
    if (!this.#terminal.isTTY) return;
    this.#drawnAt = performance.now();
    const events = this.#accepted + this.#duplicates;
    this.#clear();
    this.#terminal.write(`${this.#bar()}${events} events`);
  }

  #bar(): string {
    if (this.#size === null || this.#size === 0) return '';
    const share = Math.min(1, this.#text / this.#size);
    const filled = Math.round(share * BAR_WIDTH);
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
  }

  #clear(): void {
    if (this.#terminal.isTTY) this.#terminal.write('\r\x1b[K');
  }
}
