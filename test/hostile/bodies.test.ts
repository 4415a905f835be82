import { gzipSync } from 'node:zlib';
import { started } from '../support/events.ts';
import { signToken, workerToken } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { each, send } from './asking.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';

const JSON_TYPE = 'application/json';
const charset = (name: string) => `${JSON_TYPE}; charset=${name}`;

interface Body {
  /** Null leaves the header out. */
  readonly type?: string | null;
  readonly encoding?: string;
  /** Made of what would be a good mutation. */
  readonly of?: (mutation: string) => string | Buffer;
}

/** What a mutation comes to that is sent in bodies which may not be, and whether it was done all the same. */
const posted = (name: string, expected: Outcomes, bodies: Readonly<Record<string, Body>>): Row =>
  each(name, bodies, { outcomes: expected, isDone: false }, async (server, sent) => {
    const { type = JSON_TYPE, encoding, of = (mutation) => mutation } = sent;
    const userId = crypto.randomUUID();
    const body = of(publishing(userId));
    const headers = {
      Authorization: `Bearer ${await workerToken()}`,
      ...(type !== null && { 'Content-Type': type }),
      ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    };
    const outcomes: Outcomes = {};
    for (const way of ['POST', 'SSE', 'multipart'] as const) {
      outcomes[way] = await send(server, { way, headers, body });
    }
    const { data } = await server.post(await signToken(userId), '{ runs { nodes { id } } }');
    return { outcomes, isDone: data.runs.nodes.length > 0 };
  });

const publishing = (userId: string) =>
  JSON.stringify({
    query: 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted } }',
    variables: { input: { userId, runId: 'forged', events: [started()] } },
  });

const unsupported: Outcomes = {
  POST: '415 BAD_USER_INPUT',
  SSE: '415 BAD_USER_INPUT',
  multipart: '415 BAD_USER_INPUT',
};
const refusedWith = (status: number, code: string): Outcomes => ({
  POST: `${status} ${code}`,
  SSE: `stream ${code}`,
  multipart: `stream ${code}`,
});
const invalid = refusedWith(400, 'BAD_USER_INPUT');
const tooLarge = refusedWith(413, 'PAYLOAD_TOO_LARGE');

const ofTypes = (types: readonly (string | null)[]) =>
  Object.fromEntries(types.map((type): [string, Body] => [`${type}`, { type }]));
const asForm = (mutation: string) =>
  String(
    new URLSearchParams(
      Object.entries(JSON.parse(mutation)).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  );
const asParts = (mutation: string) =>
  `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${mutation}\r\n--x\r\n` +
  'Content-Disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n';
const LEVELS = 10_000;
const deep = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;
const FORM = 'application/x-www-form-urlencoded';

hostile(
  'hostile bodies',
  [
    posted('types that are not JSON', unsupported, {
      ...ofTypes([null, '', 'text/plain', 'text/json', 'application/graphql', 'application/jsonp', FORM]),
      ...ofTypes(['application/ld+json', 'application/json, text/plain', 'text/plain; application/json']),
    }),
    posted('forms', unsupported, {
      'in a line': { type: FORM, of: asForm },
      'in parts': { type: 'multipart/form-data; boundary=x', of: asParts },
      'in parts of another type': { type: 'multipart/mixed; boundary=x', of: asParts },
    }),
    posted('charsets', unsupported, {
      ...ofTypes(['latin1', 'iso-8859-1', 'utf-7', 'utf-32', '', '"utf-8'].map(charset)),
      'two of them': { type: `${charset('utf-8')}; charset=utf-7` },
      'UTF-16': { type: charset('utf-16le'), of: (mutation) => Buffer.from(mutation, 'utf16le') },
    }),
    posted('what is not JSON', invalid, {
      'UTF-16 that does not say so': { of: (mutation) => Buffer.from(mutation, 'utf16le') },
      nothing: { of: () => '' },
      'half of it': { of: (mutation) => mutation.slice(0, mutation.length / 2) },
      'garbage behind it': { of: (mutation) => `${mutation}x` },
      'two of them': { of: (mutation) => `${mutation}${mutation}` },
      'single quotes': { of: (mutation) => mutation.replaceAll('"', "'") },
      compressed: { encoding: 'gzip', of: (mutation) => gzipSync(mutation) },
      'a bomb': { encoding: 'gzip', of: () => gzipSync('x'.repeat(10_000_000)) },
      brackets: { of: () => '['.repeat(60_000) },
    }),
    posted('batches', invalid, {
      'of one': { of: (mutation) => `[${mutation}]` },
      'of 100': { of: (mutation) => `[${Array(100).fill(mutation)}]` },
      'of none': { of: () => '[]' },
    }),
    posted('10,000 levels', invalid, {
      'and nothing else': { of: () => deep },
      'beside the query': { of: (mutation) => `${mutation.slice(0, -1)},"extra":${deep}}` },
      'for the events': { of: (mutation) => mutation.replace(/"events":.*]/, `"events":${deep}`) },
    }),
    posted('10,000 levels in an event', refusedWith(400, 'LIMIT_EXCEEDED'), {
      lists: { of: (mutation) => mutation.replace('"agent":{', `"input":${deep},"agent":{`) },
    }),
    posted('more than a body may have', tooLarge, {
      padded: { of: (mutation) => `${mutation.slice(0, -1)},"pad":"${'x'.repeat(70_000)}"}` },
      brackets: { of: () => '['.repeat(70_000) },
    }),
  ],
  // So that all of a body is sent before it is refused.
  { flags: { 'max-body-size': '64KiB' } },
);
