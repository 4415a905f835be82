import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connect } from '../support/clients.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import type { End, Stream } from '../support/stream.ts';
import type { Attacked, AttackedOptions } from './attacked.ts';
import { startAttacked } from './attacked.ts';
import { withBystander } from './bystander.ts';

/** How streams are had; what a row does on one of them it does on all that it names. */
export const transports = { WebSocket: connectWs, SSE: connectSse, multipart: connectMultipart } as const;

export type Transport = keyof typeof transports;

/** One hostile input. */
export interface Row<Outcome = unknown> {
  readonly name: string;
  /** What it is done on, one after the other. Default: once, on whatever the row makes by itself. */
  readonly on?: readonly Transport[];
  /** Does it, takes its own connections down where the server does not, and says what came of it. */
  attack(server: Attacked, connect: Connect): Promise<Outcome>;
  readonly expected: Outcome;
}

export interface HostileOptions extends AttackedOptions {
  /** What the rows need to be there. */
  readonly prepare?: (server: Attacked) => Promise<void>;
  /** Whether all is done once beforehand, at once. Default: true. Not for rows that would be in each other's way. */
  readonly warmUp?: boolean;
  /** Errors that the server is to log. Default: 0, since no input of a client is an error of the server. */
  readonly reports?: number;
}

/** For ten thousand sockets on a busy machine. */
const TIMEOUT_MS = 60_000;
/** What is allowed to remain of an attack: a tenth of the memory. */
const MEMORY_GROWTH = 1.1;

/**
 * Does what the rows say to one server. Behind each, somebody else is served as before; behind all of them, nothing
 * is left but what was there before.
 */
export function hostile(
  title: string,
  rows: readonly Row[],
  { reports = 0, prepare, warmUp = true, ...options }: HostileOptions = {},
): void {
  const cases = rows.flatMap(({ on, ...row }) =>
    on === undefined
      ? [{ ...row, connect: connectWs }]
      : on.map((transport) => ({
          ...row,
          name: `${row.name}, ${transport}`,
          connect: transports[transport],
        })),
  );

  describe(title, () => {
    let server: Attacked;
    let memoryBytes: number;
    beforeAll(async () => {
      server = await startAttacked(options);
      await prepare?.(server);
      await withBystander(server, async () => {});
      // Their outcomes do not matter yet.
      if (warmUp) await Promise.allSettled(cases.map(({ attack, connect }) => attack(server, connect)));
      ({ memoryBytes } = await server.atRest());
    }, TIMEOUT_MS);
    afterAll(() => server.stop());

    for (const { name, attack, expected, connect } of cases) {
      const work = async () => expect(await attack(server, connect)).toEqual(expected);
      test(name, () => withBystander(server, work), TIMEOUT_MS);
    }

    test(
      'afterwards nothing is left, and nothing was told',
      async () => {
        await withBystander(server, async () => {});
        const state = await server.atRest();
        expect(state.memoryBytes / memoryBytes).toBeLessThan(MEMORY_GROWTH);
        expect(state.logLines.filter((line) => JSON.parse(line).level >= 50)).toHaveLength(reports);
        // The beginning of every token.
        expect(state.logLines.join('')).not.toContain('eyJ');
        expect(server.output).toBe('');
      },
      TIMEOUT_MS,
    );
  });
}

/** How a stream ended, with no more of it than a row can expect. */
export async function endOf(stream: Stream): Promise<unknown> {
  const end: End = await stream.ended;
  if ('lost' in end) return { cut: true };
  return 'errors' in end ? { errors: end.errors.map(({ extensions }) => extensions?.code) } : end;
}
