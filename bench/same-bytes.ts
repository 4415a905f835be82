import { RAW } from './figures.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CURSOR = /^[\w-]{28,36}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a server chooses itself is compared by its shape. */
function reviver(key: string, value: unknown): unknown {
  const text = String(value);
  if (key === 'id' && UUID.test(text)) return `id of ${text.length}`;
  if (key === 'cursor' && CURSOR.test(text)) return `cursor of ${text.length}`;
  if (key === 'occurredAt' && INSTANT.test(text)) return 'instant';
  return value;
}

/** Throws if a socket of one server got another payload than the sockets of the raw one, keys in another order included. */
export function assertSameBytes(samples: ReadonlyMap<string, readonly string[]>): void {
  const payloads = new Map([...samples].map(([server, texts]) => [server, texts.map(payloadOf)]));
  const [expected] = payloads.get(RAW) ?? [...payloads.values()][0] ?? [];
  for (const [server, all] of payloads) {
    const other = all.find((payload) => payload !== expected);
    if (other !== undefined) throw new Error(`${server} delivers ${other} instead of ${expected}.`);
  }
}

/** Of what came on a socket: the payload of its one message. JSON.parse keeps the order of keys. */
function payloadOf(received: string): string {
  const [json = ''] = /\{.*\}/s.exec(received) ?? [];
  const message = JSON.parse(json, reviver) as { payload?: unknown };
  return JSON.stringify(message.payload ?? message);
}
