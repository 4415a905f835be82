/** What one client does over one TCP connection. */
export interface Exchange {
  /** What is written first, and what has to come before anything else is written; null where nothing has to. */
  readonly opening: string;
  readonly opened: RegExp | null;
  /** What is written then, a chunk in each turn of the event loop; a character a byte. */
  readonly chunks: readonly string[];
  /** What shows that everything was answered; null where nothing needs to be. */
  readonly answered: RegExp | null;
  /** Until when it stays: no longer than it writes, until something comes, or with the others to the end. */
  readonly stays: 'written' | 'first byte' | 'end';
  /** How it goes: without a farewell, or with one. */
  readonly goes: 'reset' | 'end';
}

/** UTF-8 as a character a byte. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
