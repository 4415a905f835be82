import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { SignJWT } from 'jose';
import { afterAll } from 'vitest';
import type { Key } from '../auth/tokens.ts';
import { goodClaims, makeKey } from '../auth/tokens.ts';
import { jwks, signToken, verifyOptions } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { answeredWith, ask, askIn, patient, unauthenticated, ways } from './asking.ts';
import type { Attacked } from './attacked.ts';
import { hostile } from './frame.ts';

/** What a server asks that verifies with the keys of a URL. */
class KeyServer {
  requests = 0;
  isDown = false;
  /** Beside the one that the tests' own tokens are signed with. */
  readonly keys = new Set<JWK>();
  readonly #server = createServer((_request, response) => {
    this.requests++;
    if (this.isDown) response.destroy();
    else this.#answer(response);
  });

  static async start(): Promise<KeyServer> {
    const server = new KeyServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    afterAll(() => void server.#server.close());
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks.json`;
  }

  #answer(response: ServerResponse): void {
    response.setHeader('Connection', 'close');
    response.end(JSON.stringify({ keys: [...jwks.keys, ...this.keys] }));
  }
}

const payload = { query: '{ __typename }' };
const served = answeredWith('{"__typename":"Query"}');
const unavailable: Outcomes = {
  POST: '503 UNAVAILABLE',
  GET: '503 UNAVAILABLE',
  SSE: '503 UNAVAILABLE',
  multipart: '503 UNAVAILABLE',
  WebSocket: 'closed 1013',
};

const signedBy = ({ privateKey }: Key, kid: string) =>
  new SignJWT({ ...goodClaims(), aud: verifyOptions.audience })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);

/** Asks until this is what comes. The test's own time limit ends it otherwise. */
async function until(outcome: string | undefined, server: Attacked, token: string): Promise<void> {
  while ((await ask('POST', server, payload, `Bearer ${token}`)) !== outcome);
}

const known = await KeyServer.start();
const stranger = await makeKey('ES256');

hostile(
  'names of keys that nobody has',
  [
    {
      name: '500 at once, of which one asks the key server at most',
      expected: { outcomes: ['401 UNAUTHENTICATED', 'closed 4401'], askedOften: false },
      async attack(server) {
        const before = known.requests;
        const outcomes = await Promise.all(
          Array.from({ length: 500 }, async (_, index) => {
            const token = await signedBy(stranger, crypto.randomUUID());
            return ask(index % 2 === 0 ? 'POST' : 'WebSocket', server, payload, `Bearer ${token}`);
          }),
        );
        return { outcomes: [...new Set(outcomes)].sort(), askedOften: known.requests > before + 1 };
      },
    },
  ],
  { ...patient, keys: { jwksUrl: known.url } },
);

const rotating = await KeyServer.start();

hostile(
  'keys that are changed',
  [
    {
      name: 'a new one is taken, an old one no more, without a restart',
      expected: { first: served, second: served, firstAfterwards: unauthenticated },
      async attack(server) {
        const names = [crypto.randomUUID(), crypto.randomUUID()] as const;
        const [first, second] = await Promise.all(names.map((kid) => makeKey('ES256', kid)));
        const firstToken = await signedBy(first as Key, names[0]);
        const secondToken = await signedBy(second as Key, names[1]);
        const { keys } = rotating;
        const take = async (token: string, key: Key) => {
          keys.add(key.jwk);
          await until(served.POST, server, token);
          return askIn(ways, server, payload, token);
        };
        const outcomes = {
          first: await take(firstToken, first as Key),
          second: await take(secondToken, second as Key),
        };
        keys.delete((first as Key).jwk);
        await until(unauthenticated.POST, server, firstToken);
        const firstAfterwards = await askIn(ways, server, payload, firstToken);
        keys.delete((second as Key).jwk);
        return { ...outcomes, firstAfterwards };
      },
    },
  ],
  { ...patient, keys: { jwksUrl: rotating.url, maxAgeMs: 300 } },
);

const failing = await KeyServer.start();

hostile(
  'keys that cannot be had',
  [
    {
      name: 'nobody is let in or called a forger, and everybody afterwards',
      expected: { during: unavailable, after: served },
      async attack(server) {
        const token = await signToken('alice');
        await until(served.POST, server, token);
        failing.isDown = true;
        await until(unavailable.POST, server, token);
        const during = await askIn(ways, server, payload, token);
        failing.isDown = false;
        await until(served.POST, server, token);
        return { during, after: await askIn(ways, server, payload, token) };
      },
    },
  ],
  { ...patient, keys: { jwksUrl: failing.url, maxAgeMs: 300, maxStaleMs: 300 } },
);
