import type { JWTPayload } from 'jose';
import type { Connect } from '../support/clients.ts';
import { delta, started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import type { Stream } from '../support/stream.ts';
import { signToken, workerToken } from '../support/tokens.ts';
import type { Outcomes, Way } from './asking.ts';
import { answeredWith, askIn, patient, unauthenticated, ways } from './asking.ts';
import type { Attacked } from './attacked.ts';
import type { Row, Transport } from './frame.ts';
import { endOf, hostile } from './frame.ts';

const everyTransport: readonly Transport[] = ['WebSocket', 'SSE', 'multipart'];
const PUBLISH = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted } }';

/** Somebody of a tenant; null for one without. */
type Person = readonly [tenant: string | null, userId: string];

const claimsOf = (tenant: string | null): JWTPayload => (tenant === null ? {} : { tenant });
const tokenOf = ([tenant, userId]: Person, claims: JWTPayload = {}) =>
  signToken(userId, { ...claimsOf(tenant), ...claims });

/** Starts a run of somebody, with a worker of their tenant. Resolves to what is wrong, if anything. */
async function publish(server: Attacked, [tenant, userId]: Person, runId: string): Promise<unknown> {
  const input = { userId, runId, events: [started({ threadId: 'thread' })] };
  return (await server.post(await workerToken(claimsOf(tenant)), PUBLISH, { input })).code;
}

/** Somebody who follows their own events. */
async function follow(server: Attacked, connect: Connect, person: Person, variables: object = {}) {
  const client = connect(server.port, await tokenOf(person));
  const stream = client.subscribe(watch({ start: 'EARLIEST', ...variables }));
  await stream.caughtUp();
  return { client, stream };
}

const runsUntil = async (stream: Stream, last: string) =>
  (await stream.takeUntil(({ runId }) => runId === last)).map(({ runId }) => runId);

/** All of them follow their own events, and each gets one: what each has received by then. */
const isolated = (name: string, people: (unique: string) => readonly Person[]): Row => ({
  name,
  on: everyTransport,
  expected: people('').map((_, index) => [`of ${index}`, `last of ${index}`]),
  async attack(server, connect) {
    const all = people(crypto.randomUUID());
    const followers = await Promise.all(all.map((person) => follow(server, connect, person)));
    for (const prefix of ['of', 'last of']) {
      await Promise.all(all.map((person, index) => publish(server, person, `${prefix} ${index}`)));
    }
    const received = followers.map(({ stream }, index) => runsUntil(stream, `last of ${index}`));
    const runs = await Promise.all(received);
    for (const { client } of followers) await client.close();
    return runs;
  },
});

const userIds = [
  ...['*', '?', '%', '_', '{}', '{*}', '[a]', 'a*', 'a:*', 'a', 'A', 'a ', ' a', 'a:b', 'a/b', '../a', '..'],
  ...['a\nb', 'a\r\nb', 'a\tb', '\n', 'a\u2028b', '"', '\\', '["a"]', 'null', 'undefined', '0', '-1', 'NaN'],
  ...[
    '__proto__',
    'constructor',
    "a' OR '1'='1",
    "a'; DROP TABLE publications; --",
    '<script>',
    '$1',
    '#{a}',
  ],
  ...['é', 'e\u0301', '😀', '\u202ea', '\u200ba', 'a\u0001', 'x'.repeat(256)],
];

/** Pairs that are easily written alike. */
const pairs = (unique: string): readonly Person[] => [
  [null, `${unique}a`],
  [`${unique}`, 'a'],
  [`${unique}`, 'a:b'],
  [`${unique}:a`, 'b'],
  [`${unique}`, 'a","b'],
  [`${unique}","a`, 'b'],
  [`${unique},a`, 'b'],
  [`${unique}`, 'a,b'],
  [null, `${unique}:a`],
  ['null', `${unique}a`],
  ['undefined', `${unique}a`],
  [`${unique}A`, 'a'],
];

/** Whoever has such an id gets neither in nor any events. */
const nobody = (name: string, claims: JWTPayload, isPublished: boolean): Row => ({
  name,
  expected: { asked: unauthenticated, published: isPublished ? 'BAD_USER_INPUT' : 'UNAUTHENTICATED' },
  async attack(server) {
    const { sub = 'somebody', tenant = null } = claims as { sub?: string; tenant?: string };
    const asked = await askIn(ways, server, { query: '{ __typename }' }, await signToken(sub, claims));
    return { asked, published: await publish(server, [tenant, sub], 'run') };
  },
});

/** Somebody with a run, and somebody else who asks for what they have. */
const spying = (name: string, query: string, data: string): Row => ({
  name,
  expected: { owner: true, spy: answeredWith(data), missing: answeredWith(data) },
  async attack(server) {
    const [owner, spy] = [crypto.randomUUID(), crypto.randomUUID()];
    await publish(server, [null, owner], 'secret');
    const ask = async (userId: string, variables: object) =>
      askIn(ways, server, { query, variables }, await signToken(userId));
    const mine = await ask(owner, { id: 'secret', thread: 'thread' });
    return {
      owner: Object.values(mine).every((outcome) => outcome.includes('secret')),
      spy: await ask(spy, { id: 'secret', thread: 'thread' }),
      missing: await ask(spy, { id: 'missing', thread: 'missing' }),
    };
  },
});

/** Somebody else's run has the same name as one of the own, which is all that comes. */
const spyingOn = (name: string, variables: object): Row => ({
  name,
  on: everyTransport,
  expected: { runs: ['secret'], texts: ['mine'] },
  async attack(server, connect) {
    const [owner, spy] = [crypto.randomUUID(), crypto.randomUUID()];
    await publish(server, [null, owner], 'secret');
    const { client, stream } = await follow(server, connect, [null, spy], variables);
    await server.publish(owner, 'secret', [delta('not yours')]);
    await publish(server, [null, spy], 'secret');
    await server.publish(spy, 'secret', [delta('mine')]);
    const events = await stream.takeUntil(({ __typename }) => __typename === 'MessageDelta');
    await client.close();
    return {
      runs: [...new Set(events.map(({ runId }) => runId))],
      texts: events.flatMap(({ text }) => text ?? []),
    };
  },
});

const byBody = ways.filter((way) => way !== 'GET') as readonly Way[];
const forbidden = Object.fromEntries(byBody.map((way) => [way, answeredWith('FORBIDDEN')[way]]));

const withoutScope = (claims: JWTPayload, mutations: readonly string[] = Object.keys(guarded)): Row => ({
  name: `${mutations.join(' and ')} with ${JSON.stringify(claims)}`,
  expected: { answers: mutations.map(() => forbidden), victim: '{"runs":{"nodes":[]}}' },
  async attack(server) {
    const victim = crypto.randomUUID();
    const victimToken = await signToken(victim, { jti: victim });
    const token = await signToken('mallory', claims);
    const answers: Outcomes[] = [];
    for (const mutation of mutations) {
      const query = (guarded[mutation] as string).replaceAll('VICTIM', victim);
      answers.push(await askIn(byBody, server, { query }, token));
    }
    const { data } = await server.post(victimToken, '{ runs { nodes { id } } }');
    return { answers, victim: JSON.stringify(data) };
  },
});

const guarded: Readonly<Record<string, string>> = {
  publishEvents: `mutation { publishEvents(input: { userId: "VICTIM", runId: "forged", events: [
    { agentStarted: { agent: { name: "x" } } }] }) { accepted } }`,
  revokeUser: 'mutation { revokeUser(userId: "VICTIM") { userId } }',
  revokeToken: 'mutation { revokeToken(tokenId: "VICTIM") { tokenId } }',
};

/** Revokes in one tenant what has the same name in others: who is cut, and who is served all the same. */
const revoking = (name: string, mutation: string): Row => ({
  name,
  on: everyTransport,
  expected: { revoked: true, others: [['later'], ['later']] },
  async attack(server, connect) {
    const alice = crypto.randomUUID();
    const people: readonly Person[] = ['acme', 'other', null].map((tenant) => [tenant, alice]);
    const followers = await Promise.all(
      people.map(async (person) => {
        const client = connect(server.port, await tokenOf(person, { jti: alice }));
        const stream = client.subscribe(watch({ start: 'EARLIEST' }));
        await stream.caughtUp();
        return { client, stream };
      }),
    );
    const operator = await signToken('operator', { tenant: 'acme', scope: 'agentwire:ops' });
    await server.post(operator, mutation, { id: alice });
    const [revoked, ...others] = followers.map(({ stream }) => stream) as [Stream, Stream, Stream];
    const end = await endOf(revoked);
    await Promise.all(people.slice(1).map((person) => publish(server, person, 'later')));
    const runs = await Promise.all(others.map((stream) => runsUntil(stream, 'later')));
    for (const { client } of followers) await client.close();
    return { revoked: /4401|UNAUTHENTICATED/.test(JSON.stringify(end)), others: runs };
  },
});

hostile(
  'rights',
  [
    isolated('users whose ids look like patterns, paths and code', (unique) =>
      userIds.map((userId) => [unique, userId]),
    ),
    isolated('tenants and users that are easily written alike', pairs),
    ...['', 'a\0', '\0', '\ud83d', 'x'.repeat(257)].flatMap((id) => [
      nobody(`the user ${JSON.stringify(id).slice(0, 20)}`, { sub: id }, true),
      nobody(`the tenant ${JSON.stringify(id).slice(0, 20)}`, { tenant: id }, false),
    ]),

    spying("somebody else's run", 'query ($id: ID!) { run(id: $id) { id } }', '{"run":null}'),
    spying(
      "somebody else's thread",
      'query ($thread: ID) { runs(filter: { threadId: $thread }) { nodes { id } } }',
      '{"runs":{"nodes":[]}}',
    ),
    spyingOn("a subscription to somebody else's run", { runId: 'secret' }),
    spyingOn("a subscription to somebody else's thread", { threadId: 'thread' }),

    ...[
      {},
      { scope: '' },
      { scope: 'agentwire' },
      { scope: 'agentwire:*' },
      { scope: '*' },
      { scope: 'agentwire:work' },
      { scope: 'AGENTWIRE:PUBLISH AGENTWIRE:OPS' },
      { scope: 'agentwire:publish,agentwire:ops' },
      { scope: 'agentwire:publish\nagentwire:ops' },
      { scope: ['agentwire:publish', 'agentwire:ops'] },
      { scp: 'agentwire:publish agentwire:ops' },
      { scp: [['agentwire:publish', 'agentwire:ops']] },
      { scope: 'none', scp: ['agentwire:publish', 'agentwire:ops'] },
      { scopes: ['agentwire:publish', 'agentwire:ops'], roles: ['admin'] },
    ].map((claims) => withoutScope(claims)),
    withoutScope({ scope: 'agentwire:publish agentwire:work' }, ['revokeUser', 'revokeToken']),
    withoutScope({ scope: 'agentwire:ops' }, ['publishEvents']),

    revoking("another tenant's user", 'mutation ($id: ID!) { revokeUser(userId: $id) { userId } }'),
    revoking("another tenant's token", 'mutation ($id: ID!) { revokeToken(tokenId: $id) { tokenId } }'),
    {
      name: "somebody else's token for the own session",
      expected: { POST: '200 BAD_USER_INPUT', SSE: 'stream BAD_USER_INPUT', WebSocket: 'closed 4401' },
      attack: async (server) =>
        askIn(['POST', 'SSE', 'WebSocket'], server, {
          query: 'mutation ($token: String!) { extendSession(token: $token) { id } }',
          variables: { token: await signToken('alice', { iat: Math.floor(Date.now() / 1000) + 3 }) },
        }),
    },
  ],
  patient,
);
