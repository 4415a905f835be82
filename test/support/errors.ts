import { expect } from 'vitest';
import type { ErrorCode, ErrorDetails } from '../../src/errors.ts';
import { AgentwireError } from '../../src/errors.ts';

/** Matches an AgentwireError with the code and at least the given details. */
export function errorWith(code: ErrorCode, details: ErrorDetails = {}): unknown {
  return expect.toSatisfy(
    (error: unknown) =>
      error instanceof AgentwireError &&
      error.code === code &&
      Object.entries(details).every(
        ([name, value]) => JSON.stringify(error.details[name]) === JSON.stringify(value),
      ),
    `an AgentwireError ${code} ${JSON.stringify(details)}`,
  );
}

/** What a call throws; fails if it throws nothing. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return expect.unreachable('Nothing was thrown.');
}

/** What a promise rejects with; fails if it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('Nothing was thrown.'),
    (error) => error,
  );
}
