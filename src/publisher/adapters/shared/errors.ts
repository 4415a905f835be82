/** What went wrong with a tool, for people: what the model is told too. */
export function toolErrorMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : '';
  return message === '' ? 'The tool failed.' : message.slice(0, MAX_MESSAGE_LENGTH);
}

/** UTF-16 units. */
const MAX_MESSAGE_LENGTH = 8192;
