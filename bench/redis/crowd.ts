import { WebSocket } from 'ws';
import { createResumingClient } from '../../src/client/index.ts';
import { signToken } from '../token.ts';
import { WATCH } from './wire.ts';

/** A process with many clients, each with a socket and a user of its own. */

export type CrowdRequest =
  | {
      /** Of the nodes, which a client tries by turns, from the first one on. */
      readonly ports: readonly number[];
      readonly users: readonly string[];
    }
  /** How many that were live have to be so again. */
  | { readonly recovered: number };

/** When clients became live again, in milliseconds since 1970, in the order of that. */
export type CrowdReply = readonly number[];

const AT_ONCE = 100;

const againAt: number[] = [];
let onAgain = () => {};

async function come(ports: readonly number[], users: readonly string[]): Promise<void> {
  for (let first = 0; first < users.length; first += AT_ONCE) {
    await Promise.all(users.slice(first, first + AT_ONCE).map((user) => live(ports, user)));
  }
}

/** Resolves once the client is live for the first time. */
async function live(ports: readonly number[], user: string): Promise<void> {
  const token = await signToken(user);
  const { promise, resolve } = Promise.withResolvers<void>();
  let attempts = 0;
  let wasLive = false;
  const client = createResumingClient({
    webSocketImpl: WebSocket,
    url: () => `ws://127.0.0.1:${ports[attempts++ % ports.length]}/graphql`,
    getToken: () => token,
    onState({ phase }) {
      if (phase !== 'live') return;
      if (wasLive) {
        againAt.push(Date.now());
        onAgain();
      }
      wasLive = true;
      resolve();
    },
  });
  const ignored = () => {};
  client.subscribe({ query: WATCH }, { next: ignored, error: ignored, complete: ignored });
  await promise;
}

function recovery(count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  onAgain = () => {
    if (againAt.length >= count) resolve();
  };
  onAgain();
  return promise;
}

process.on('message', async (request: CrowdRequest) => {
  if ('ports' in request) await come(request.ports, request.users);
  else await recovery(request.recovered);
  process.send?.(againAt satisfies CrowdReply);
});
process.on('disconnect', () => process.exit());
