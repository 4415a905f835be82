import { describe, expect, test } from 'vitest';
import type { Connect, Operation } from '../../support/clients.ts';
import { delta, started } from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';
import { watch } from '../../support/server.ts';
import type { End } from '../../support/stream.ts';
import { expiredToken } from '../../support/tokens.ts';

/** How a client of the transport learns that its token is no good. */
export interface Refusals {
  readonly unauthenticated: End;
  readonly expired: End;
}

export function failures(server: () => TestServer, connect: Connect, refusals: Refusals): void {
  describe('failures', () => {
    test.each<[string, Operation]>([
      ['a syntax error', { query: 'subscription {' }],
      ['no operation at all', { query: 'fragment Unused on Query { __typename }' }],
      [
        'an unknown operation',
        { query: 'subscription A { agentEvents { __typename } }', operationName: 'B' },
      ],
      ['an unknown query', { query: 'query A { __typename }', operationName: 'B' }],
      ['an unknown field', { query: 'subscription { agentEvents { nope } }' }],
      ['an unknown argument', { query: 'subscription { agentEvents(user: "bob") { __typename } }' }],
      [
        'two root fields',
        { query: 'subscription { a: agentEvents { __typename } b: agentEvents { __typename } }' },
      ],
      ['a variable of a wrong type', watch({ start: 'MIDDLE' } as never)],
      ['a variable that is missing', { query: 'query ($id: ID!) { run(id: $id) { id } }' }],
      ['coalesceMs below 0', watch({ coalesceMs: -1 })],
      ['coalesceMs above 1000', watch({ coalesceMs: 1001 })],
      ['an empty runId', watch({ runId: '' })],
      ['a threadId that is no Unicode', watch({ threadId: '\ud83d' })],
    ])('%s is BAD_USER_INPUT, and other subscriptions go on', async (problem, operation) => {
      const client = await server().connect(connect, problem);
      const witness = client.subscribe(watch({ start: 'EARLIEST' }));
      await witness.caughtUp();
      const [error] = await client.subscribe(operation).errors();
      expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
      // Statuses are for HTTP answers, and written there as such.
      expect(error?.extensions).not.toHaveProperty('http');
      await server().publish(problem, 'run', [started(), delta('still here')]);
      expect(await witness.take(2)).toMatchObject([{ seq: 1 }, { text: 'still here' }]);
    });

    test.each([
      ['no token', async (): Promise<string | null> => null, 'unauthenticated'],
      ['a token that is none', async (): Promise<string> => 'x.y.z', 'unauthenticated'],
      ['an expired token', () => expiredToken('alice'), 'expired'],
    ] as const)('%s is refused', async (_problem, token, refusal) => {
      const client = await server().connect(connect, 'alice', await token());
      expect(await client.subscribe(watch()).ended).toEqual(refusals[refusal]);
    });
  });
}
