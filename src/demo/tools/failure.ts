/** Why a tool could not do what it was asked. */
export type ToolFailureCode =
  | 'NOT_FOUND'
  | 'OUTSIDE_FOLDER'
  | 'EXCLUDED'
  | 'NOT_A_FILE'
  | 'TOO_LARGE'
  | 'BINARY_FILE'
  | 'NOT_UTF8'
  | 'UNREADABLE'
  | 'EXISTS'
  | 'UNWRITABLE';

/** A tool's expected failure, part of the run that called it. Anything else a tool throws is a bug or an abort. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly code: ToolFailureCode;

  constructor(code: ToolFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Waits for a file system call that reads and turns the system's error into a ToolFailure. The system's own message stays
 * out: it names the path on this machine.
 */
export async function attempt<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === null) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new ToolFailure('NOT_FOUND', `${path} does not exist.`);
    throw new ToolFailure('UNREADABLE', `${path} cannot be read (${code}).`);
  }
}

/** The same for one that writes. */
export async function attemptToWrite<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === null) throw error;
    if (code === 'EEXIST') throw new ToolFailure('EXISTS', `${path} exists already.`);
    throw new ToolFailure('UNWRITABLE', `${path} cannot be written (${code}).`);
  }
}

/** Such as ENOENT; null for what is no error of the system's. */
function systemCodeOf(error: unknown): unknown {
  return error instanceof Error && 'errno' in error && 'code' in error ? error.code : null;
}
