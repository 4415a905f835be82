import { once } from 'node:events';
import type { ConnectionState } from '../client/connection-state.ts';
import type { DeliveredEvent } from '../client/delivered.ts';
import { eventLine } from './event-line.ts';
import { ToolNames } from './tool-names.ts';

interface EventWriterOptions {
  /** Whether whole events are written, rather than what a person reads. */
  readonly json: boolean | undefined;
  /** Ends the wait for whoever reads. */
  readonly signal: AbortSignal;
}

/** Writes events to standard output, a line each, no faster than it is read. */
export function eventWriter({ json, signal }: EventWriterOptions): (event: DeliveredEvent) => Promise<void> {
  const tools = new ToolNames();
  const lineOf = (event: DeliveredEvent) => {
    tools.hear(event);
    return eventLine(event, process.stdout, tools);
  };
  const show = json ? JSON.stringify : lineOf;
  return async (event) => {
    if (!process.stdout.write(`${show(event)}\n`))
      await once(process.stdout, 'drain', { signal }).catch(() => {});
  };
}

/** Says that the connection is gone, if it is. */
export function tellOfLoss(state: ConnectionState): void {
  if (state.phase === 'waiting') tellOfRetry(state.reason, state.retryInMs);
}

export function tellOfRetry(reason: string, delayMs: number): void {
  process.stderr.write(`${reason}; trying again in ${(delayMs / 1000).toFixed(1)} s\n`);
}
