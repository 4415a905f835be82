import type { IncomingMessage } from 'node:http';
import { openRequest, readEvents, readParts } from '../support/raw.ts';
import { signToken } from '../support/tokens.ts';
import type { Attacked } from './attacked.ts';
import type { HostileOptions, Row } from './frame.ts';
import { opcodes, Peer, text } from './wire.ts';

/** Every way in which an operation can be asked for. */
export const ways = ['POST', 'GET', 'SSE', 'multipart', 'WebSocket'] as const;

export type Way = (typeof ways)[number];

/**
 * What a request says: its parameters; a Map of them as JSON that JSON.stringify would not write; or a body that is
 * no object.
 */
export type Payload = Readonly<Record<string, unknown>> | ReadonlyMap<string, string> | string;

/**
 * What came of asking: the status or the kind of answer, and the code of its first error or, without errors, its
 * data as JSON. Of a stream it is the first result that counts.
 */
export type Outcomes = Partial<Record<Way, string>>;

/** What all ways answer to an operation that is not executed. */
export const refusedWith = (code: string): Required<Outcomes> => ({
  POST: `400 ${code}`,
  GET: `400 ${code}`,
  SSE: `stream ${code}`,
  multipart: `stream ${code}`,
  WebSocket: `error ${code}`,
});

/** What all ways answer to an operation that is executed, whatever comes of it. */
export const answeredWith = (codeOrData: string): Required<Outcomes> => ({
  POST: `200 ${codeOrData}`,
  GET: `200 ${codeOrData}`,
  SSE: `stream ${codeOrData}`,
  multipart: `stream ${codeOrData}`,
  WebSocket: `next ${codeOrData}`,
});

/** What all ways answer to somebody who is not let in. */
export const unauthenticated: Required<Outcomes> = {
  POST: '401 UNAUTHENTICATED',
  GET: '401 UNAUTHENTICATED',
  SSE: '401 UNAUTHENTICATED',
  multipart: '401 UNAUTHENTICATED',
  WebSocket: 'closed 4401',
};

/** A row that asks in every way for which something is expected. */
export const asked = (name: string, payload: Payload, expected: Outcomes): Row => ({
  name,
  expected,
  attack: (server) => askIn(Object.keys(expected) as Way[], server, payload),
});

/** A row that asks for each of these, in every way for which something is expected. */
export const askedEach = (
  name: string,
  payloads: Readonly<Record<string, Payload>>,
  expected: Outcomes,
): Row =>
  each(name, payloads, expected, (server, payload) => askIn(Object.keys(expected) as Way[], server, payload));

/** As `serve` has it: many rows ask many times at once, and each of them has to have time for its init. */
export const patient: HostileOptions = { limits: { initTimeoutMs: 3_000 } };

/** A row that does the same with each of these inputs, all at once, and expects the same of each. */
export const each = <Input, Outcome>(
  name: string,
  inputs: Readonly<Record<string, Input>>,
  expected: Outcome,
  attack: (server: Attacked, input: Input) => Promise<Outcome>,
): Row => ({
  name,
  expected: Object.fromEntries(Object.keys(inputs).map((input) => [input, expected])),
  async attack(server) {
    const outcomes = Object.entries(inputs).map(async ([input, value]) => [
      input,
      await attack(server, value),
    ]);
    return Object.fromEntries(await Promise.all(outcomes));
  },
});

/** Asks in each of these ways, one after the other, as this user. Default: as somebody who is new. */
export async function askIn(
  some: readonly Way[],
  server: Attacked,
  payload: Payload,
  token?: string,
): Promise<Outcomes> {
  const authorization = `Bearer ${token ?? (await signToken(`mallory ${crypto.randomUUID()}`))}`;
  const outcomes: Outcomes = {};
  for (const way of some) outcomes[way] = await ask(way, server, payload, authorization);
  return outcomes;
}

/** Asks in one way; without an Authorization where it is undefined. */
export function ask(
  way: Way,
  server: Attacked,
  payload: Payload,
  authorization: string | undefined,
): Promise<string> {
  if (way === 'WebSocket') return askSocket(server, payload, authorization);
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  if (way === 'GET') return send(server, { headers, search: searchOf(payload) });
  const withType = { ...headers, 'Content-Type': 'application/json' };
  return send(server, { way, headers: withType, body: bodyOf(payload) });
}

const accepted = {
  POST: 'application/graphql-response+json',
  SSE: 'text/event-stream',
  multipart: 'multipart/mixed;subscriptionSpec=1.0',
};

export interface Sent {
  /** What is accepted. Default: as POST. */
  readonly way?: keyof typeof accepted;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly search?: string;
  /** Without one it is a GET. */
  readonly body?: string | Buffer;
}

/** Sends a request over a connection of its own. */
export async function send(
  { url }: Attacked,
  { way = 'POST', headers, search = '', body }: Sent,
): Promise<string> {
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Accept: accepted[way], ...headers },
  };
  return outcomeOf(await openRequest(`${url}/graphql${search}`, options, body as string));
}

/** Reads the first result of a response, and takes the connection down. */
async function outcomeOf(response: IncomingMessage): Promise<string> {
  const { statusCode, headers } = response;
  const type = headers['content-type'] ?? '';
  try {
    if (type.startsWith('text/event-stream')) {
      for await (const { data } of readEvents(response)) return `stream ${said(data)}`;
    } else if (type.startsWith('multipart/mixed')) {
      for await (const { body } of readParts(response)) {
        const { payload, errors } = JSON.parse(body);
        if (payload !== undefined) return `stream ${said(JSON.stringify(payload ?? { errors }))}`;
      }
    }
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return type.includes('json') ? `${statusCode} ${said(body)}` : String(statusCode);
  } finally {
    response.destroy();
  }
}

async function askSocket({ port }: Attacked, payload: Payload, authorization?: string): Promise<string> {
  const peer = await Peer.upgrade(port);
  try {
    const params = authorization === undefined ? {} : { Authorization: authorization };
    return await converse(peer, { type: 'connection_init', payload: params }, payload);
  } finally {
    peer.reset();
  }
}

/** Says the init and, once that is acknowledged, asks. */
export async function converse(peer: Peer, init: object, payload: Payload): Promise<string> {
  peer.write(text(init));
  const acknowledged = await nextOf(peer);
  if (typeof acknowledged === 'string') return acknowledged;
  peer.write(text(`{"id":"1","type":"subscribe","payload":${bodyOf(payload)}}`));
  const answer = await nextOf(peer);
  if (typeof answer === 'string') return answer;
  const result = answer.type === 'error' ? { errors: answer.payload } : answer.payload;
  return `${answer.type} ${said(JSON.stringify(result))}`;
}

/** The next message, or how the socket was closed. */
async function nextOf(peer: Peer): Promise<string | { type: string; payload: object }> {
  let received = await peer.frame();
  // The server asks all sockets at once whether they are there, be they new.
  while (received?.opcode === opcodes.ping) received = await peer.frame();
  if (received?.opcode === opcodes.text) return JSON.parse(String(received.payload));
  return received?.opcode === opcodes.close ? `closed ${received.payload.readUInt16BE(0)}` : 'cut';
}

/** What no answer may contain: what the schema has beside, and what the program is made of. */
const telling = /did you mean (?!to)|node_modules|\bat \S+ \(|\.ts:\d|SQLITE|hunter2/i;

/** The code of a result's first error, or its data. */
function said(result: string): string {
  if (telling.test(result)) return `tells too much: ${result}`;
  const { errors, data } = JSON.parse(result);
  if (errors !== undefined) return String(errors[0]?.extensions?.code);
  return JSON.stringify(data) ?? 'nothing';
}

function bodyOf(payload: Payload): string {
  if (typeof payload === 'string') return payload;
  return `{${[...textsOf(payload)].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join()}}`;
}

/** Of a GET: texts stand for themselves, anything else is JSON. */
function searchOf(payload: Payload): string {
  if (typeof payload === 'string') throw new TypeError('A URL has nothing but parameters.');
  const texts = [...textsOf(payload)].map(([name, json]) => [
    name,
    json.startsWith('"') ? JSON.parse(json) : json,
  ]);
  return `?${new URLSearchParams(texts)}`;
}

function textsOf(payload: Exclude<Payload, string>): ReadonlyMap<string, string> {
  if (payload instanceof Map) return payload;
  return new Map(Object.entries(payload).map(([name, value]) => [name, JSON.stringify(value)]));
}
