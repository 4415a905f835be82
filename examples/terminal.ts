import type { ConnectionState } from 'agentwire/client';

/** What the examples share when they run in a terminal: where the API is, who asks, and how things are printed. */
export const { AGENTWIRE_URL: url = 'http://127.0.0.1:4000/graphql', AGENTWIRE_TOKEN: token = '' } =
  process.env;

/** The run to watch, if one was given. */
export const runId = process.argv[2];

export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printState(state: ConnectionState): void {
  process.stderr.write(`${JSON.stringify(state)}\n`);
}

export function printError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : JSON.stringify(error)}\n`);
  process.exitCode = 1;
}
