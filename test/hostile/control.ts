import type { KeySource } from '../../src/auth/keys.ts';
import type { Config, Flags } from '../../src/config.ts';
import type { ReaderCount } from '../../src/feed/feeds.ts';

/** What an attacked server and the tests say to each other. */

/** What the server's process is told first; it answers with its port. */
export interface ServedOptions {
  readonly flags: Flags;
  /** In place of what the flags say: tests have no time for seconds. */
  readonly limits: Partial<Config['limits']>;
  readonly authTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** In place of what the flags say: where the keys are that tokens are signed with. */
  readonly keys: KeySource;
}

/** What it answers to anything that it is told later. */
export interface ServedState {
  readonly readers: ReaderCount;
  /** TCP connections, whatever is spoken over them. */
  readonly sockets: number;
  /** JavaScript's heap and what it holds outside, once everything is collected. */
  readonly memoryBytes: number;
  readonly logLines: readonly string[];
}

/** The token whose verification never ends. */
export const HANGING_TOKEN = 'never';
