/** What the user of a command can mend: the message says what is wrong, and where. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
