import type { ShownError } from './hints.ts';
import { shownErrors } from './hints.ts';

const closeCodes: Readonly<Record<number, string>> = { 4401: 'UNAUTHENTICATED', 4403: 'TOKEN_EXPIRED' };

/** Why a subscription ended, as the response pane shows it. */
export async function failureOf(error: unknown) {
  return { connection: 'ended', ...shownErrors(await errorsOf(error)) };
}

/** Clients hand over an operation's errors, a CloseEvent, an error with a response, or what the browser had to say. */
async function errorsOf(error: unknown): Promise<readonly ShownError[]> {
  if (Array.isArray(error)) return error;
  const { response } = error as { response?: unknown };
  if (response instanceof Response) return refusalOf(response);
  if (error instanceof CloseEvent) return [closingOf(error)];
  const message = error instanceof Error ? error.message : 'The server cannot be reached.';
  const { code } = error as { code?: unknown };
  return [code === undefined ? { message } : { message, extensions: { code } }];
}

async function refusalOf(response: Response): Promise<readonly ShownError[]> {
  const { errors } = await response.json().catch(() => ({}));
  return errors ?? [{ message: `The server answered ${response.status}.` }];
}

function closingOf({ code: closeCode, reason }: CloseEvent): ShownError {
  const code = closeCodes[closeCode];
  return {
    message: reason || 'The connection was lost, or could not be had.',
    extensions: { ...(code !== undefined && { code }), closeCode },
  };
}
