import { signToken } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { answeredWith, ask, converse, each, patient, send, unauthenticated, ways } from './asking.ts';
import type { Attacked } from './attacked.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';
import type { UpgradeHeaders } from './wire.ts';
import { Peer, upgradeRequest } from './wire.ts';

const TOKEN = await signToken('mallory');
const BEARER = `Bearer ${TOKEN}`;
const payload = { query: '{ __typename }' };
const served = answeredWith('{"__typename":"Query"}');

/** As the header, or in the init. */
const given = (name: string, authorizations: readonly string[], expected: Outcomes): Row => {
  const inputs = Object.fromEntries(authorizations.map((text) => [`"${text.replaceAll(TOKEN, 'T')}"`, text]));
  return each(name, inputs, expected, async (server, authorization) => {
    const outcomes: Outcomes = {};
    for (const way of ways) outcomes[way] = await ask(way, server, payload, authorization);
    return outcomes;
  });
};

/** What a request can have beside the header Authorization, or in its place. */
interface Elsewhere {
  readonly headers?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
  /** Beside the query in the body, and beside the payload of the init. */
  readonly members?: Readonly<Record<string, unknown>>;
}

async function askElsewhere(
  server: Attacked,
  { headers = {}, search, members }: Elsewhere,
): Promise<Outcomes> {
  const asPath = search === undefined ? '' : `?${new URLSearchParams(search)}`;
  const body = JSON.stringify({ ...payload, ...members });
  const posted = { headers: { ...headers, 'Content-Type': 'application/json' }, search: asPath, body };
  const peer = await upgraded(server.port, headers, `/graphql${asPath}`);
  const outcomes = {
    POST: await send(server, posted),
    GET: await send(server, { headers, search: `?${new URLSearchParams({ ...payload, ...search })}` }),
    SSE: await send(server, { ...posted, way: 'SSE' }),
    multipart: await send(server, { ...posted, way: 'multipart' }),
    WebSocket: await converse(peer, { type: 'connection_init', ...members }, payload),
  };
  peer.reset();
  return outcomes;
}

const elsewhere = (name: string, inputs: Readonly<Record<string, Elsewhere>>): Row =>
  each(name, inputs, unauthenticated as Outcomes, askElsewhere);

async function upgraded(port: number, headers: UpgradeHeaders, path?: string): Promise<Peer> {
  const peer = await Peer.open(port, upgradeRequest(headers, path));
  await peer.status();
  return peer;
}

interface Init {
  readonly params?: unknown;
  readonly headers?: UpgradeHeaders;
}

const initiating = (name: string, outcome: string, inputs: Readonly<Record<string, Init>>): Row =>
  each(name, inputs, outcome, async ({ port }, { params, headers = {} }) => {
    const peer = await upgraded(port, headers);
    const came = await converse(peer, { type: 'connection_init', payload: params }, payload);
    peer.reset();
    return came;
  });

/** Names that a token goes by. */
const names = ['access_token', 'token', 'authorization', 'Authorization', 'bearer', 'jwt', '__Host-token'];
const byName = (make: (name: string) => Elsewhere) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** Two headers: the first one counts, as for Node itself, and nothing is made of both. */
const twice = (name: string, authorizations: readonly string[], expected: string): Row => ({
  name,
  expected,
  attack: (server) =>
    send(server, {
      headers: { Authorization: [...authorizations] },
      search: `?${new URLSearchParams(payload)}`,
    }),
});

hostile(
  'authorization',
  [
    given('schemes in any case', [BEARER, `bearer ${TOKEN}`, `BEARER   ${TOKEN}  `], served),
    given(
      'schemes and forms that there are not',
      [
        ...['', 'Bearer', 'Bearer ', TOKEN, `Bearer\t${TOKEN}`, `Bearer: ${TOKEN}`, `Bearer=${TOKEN}`],
        ...[`Bearer "${TOKEN}"`, `Bearer token=${TOKEN}`, `Bearer ${TOKEN} ${TOKEN}`, `Bearer ${TOKEN},`],
        ...[`${BEARER}, ${BEARER}`, `Bearer x, ${BEARER}`, `${BEARER}, Basic eA==`, `Basic eA==, ${BEARER}`],
        ...[`Basic ${TOKEN}`, `Basic ${Buffer.from(`mallory:${TOKEN}`).toString('base64')}`],
        ...[
          `Digest username="x", response="${TOKEN}"`,
          `DPoP ${TOKEN}`,
          `Token ${TOKEN}`,
          `Negotiate ${TOKEN}`,
        ],
      ],
      unauthenticated,
    ),
    elsewhere('a token in the URL', {
      ...byName((name) => ({ search: { [name]: TOKEN } })),
      'with its scheme': { search: { authorization: BEARER } },
    }),
    elsewhere(
      'a token in a cookie',
      byName((name) => ({ headers: { Cookie: `${name}=${TOKEN}` } })),
    ),
    elsewhere(
      'a token in another header',
      byName((name) => ({ headers: { [`X-${name}`]: BEARER, [`Proxy-${name}`]: BEARER } })),
    ),
    elsewhere('a token beside the query', {
      ...byName((name) => ({ members: { [name]: BEARER } })),
      extensions: { members: { extensions: { Authorization: BEARER } } },
    }),
    elsewhere('a token elsewhere', {
      nowhere: {},
      'the referrer': { headers: { Referer: `http://127.0.0.1/?access_token=${TOKEN}` } },
      'a subprotocol': { headers: { 'Sec-WebSocket-Protocol': `graphql-transport-ws, ${TOKEN}` } },
    }),
    {
      name: 'a token in front of the host',
      expected: 404,
      async attack({ port }) {
        const target = `http://user:${TOKEN}@127.0.0.1:${port}/graphql?query=%7B__typename%7D`;
        const peer = await Peer.open(port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
        const status = await peer.status();
        peer.reset();
        return status;
      },
    },
    twice('a good header, and another', [BEARER, 'Bearer x'], served.POST),
    twice('a header, and a good one', ['Bearer x', BEARER], '401 UNAUTHENTICATED'),

    initiating('an init that is good', served.WebSocket, {
      'in small letters': { params: { authorization: BEARER } },
      'in capitals': { params: { AUTHORIZATION: BEARER } },
      'that leaves it to the header': { headers: { Authorization: BEARER } },
      'that wins over the header': {
        params: { Authorization: BEARER },
        headers: { Authorization: 'Bearer x' },
      },
    }),
    initiating('an init that is not', 'closed 4401', {
      'a list': { params: { Authorization: [BEARER] } },
      'an object': { params: { Authorization: { token: TOKEN } } },
      'a number': { params: { Authorization: 7 } },
      'headers within': { params: { headers: { Authorization: BEARER } } },
      'other names': { params: Object.fromEntries(names.map((name) => [`x-${name}`, BEARER])) },
      'beside a good header': { params: { Authorization: 'Bearer x' }, headers: { Authorization: BEARER } },
      'empty, beside a good header': { params: { Authorization: '' }, headers: { Authorization: BEARER } },
    }),
    initiating('an init of 1 MB', 'closed 1009', {
      padded: { params: { Authorization: BEARER, pad: 'x'.repeat(1_000_000) } },
    }),
  ],
  patient,
);
