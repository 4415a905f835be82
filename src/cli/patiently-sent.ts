import type { CommandOptions } from '../client/commands.ts';
import { tellOfRetry } from './event-writer.ts';
import { InputError } from './input-error.ts';

/** How long somebody at a terminal waits for a server that is not there. */
const PATIENCE_MS = 30_000;

/** Sends what a run's owner asks of it, again if need be, and says so. Gives up after a while. */
export async function patientlySent<Result>(
  send: (options: CommandOptions) => Promise<Result>,
): Promise<Result> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await send({ signal, onRetry: (reason, delayMs) => tellOfRetry(messageOf(reason), delayMs) });
  } catch (error) {
    if (error === signal.reason) throw new InputError('The server does not answer.');
    throw error;
  }
}

/** An error's message, to go on behind it. */
const messageOf = (reason: unknown) => (reason as Error).message.replace(/\.$/, '');
