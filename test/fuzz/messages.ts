import { closing, frame, init, opcodes, text, upgradeRequest } from '../hostile/wire.ts';
import type { Choices } from './choices.ts';
import { askedFrom, damaged } from './documents.ts';
import type { Exchange } from './exchange.ts';
import { bytesOf } from './exchange.ts';
import type { Known } from './values.ts';
import { junk, textOf } from './values.ts';

const types = [
  'subscribe',
  'complete',
  'ping',
  'pong',
  'connection_init',
  'connection_ack',
  'next',
  'error',
  'start',
  '',
];
const closeCodes = [1000, 1001, 3000, 4999, 0, 999, 1005, 1006, 65_535];
/** The acknowledgement, or the answer to the last message; else a close frame, or no WebSocket at all. */
const OPENED = /connection_ack|\x88|^HTTP\/1\.1 [^1]/;
const ANSWERED = /"last":true|\x88|^HTTP\/1\.1 [^1]/;

/** Messages of graphql-transport-ws, right, nearly right and wrong, and frames that are none. */
export function conversationFrom(choices: Choices, known: Known): Exchange {
  let isFramed = true;
  const next = (index: number): Buffer => {
    if (!choices.oneIn(12)) return text(messageFrom(choices, known, index));
    if (choices.oneIn(2)) return text(damaged(choices, JSON.stringify(messageFrom(choices, known, index))));
    if (choices.oneIn(2)) return fragments(choices, JSON.stringify(messageFrom(choices, known, index)));
    isFramed = false;
    return oddFrame(choices, known, index);
  };
  const protocol = choices.pick([...Array(20).fill('graphql-transport-ws'), 'graphql-ws', 'nothing']);
  const isPolite = !choices.oneIn(8);
  const opening = [
    Buffer.from(upgradeRequest({ 'Sec-WebSocket-Protocol': protocol })),
    isPolite ? text(init(choices.pick(known.tokens))) : next(0),
  ];
  const chunks = choices.list(1, 12, next);
  if (isFramed) chunks.push(text({ type: 'ping', payload: { last: true } }));
  return {
    opening: Buffer.concat(opening).toString('latin1'),
    opened: isPolite ? OPENED : null,
    chunks: chunks.map((chunk) => chunk.toString('latin1')),
    answered: isFramed ? ANSWERED : null,
    stays: choices.pick(['end', 'end', 'first byte', 'written']),
    goes: choices.pick(['reset', 'end']),
  };
}

/** Ids are those of the messages' order, so that what goes on for long is seldom ended by one that is taken. */
function messageFrom(choices: Choices, known: Known, index: number): unknown {
  const id = choices.oneIn(8) ? textOf(choices, known) : String(index);
  const asked = (): object => ({ id, type: 'subscribe', payload: askedFrom(choices, known) });
  const kinds: readonly (() => object)[] = [
    asked,
    asked,
    asked,
    () => ({ id: String(choices.below(index + 2)), type: 'complete' }),
    () => ({ type: choices.pick(['ping', 'pong']), payload: choices.pick([undefined, { any: 'thing' }]) }),
  ];
  const message = choices.pick(kinds)();
  if (!choices.oneIn(25)) return message;
  return choices.pick([
    junk(choices, known),
    { id, type: choices.pick(types), payload: junk(choices, known) },
    { ...message, [choices.pick(['id', 'type', 'payload'])]: junk(choices, known) },
  ]);
}

/** One message in pieces, with other frames in between. */
function fragments(choices: Choices, message: string): Buffer {
  const at = choices.below(Math.min(message.length + 1, 65_536));
  const between = choices.pick([Buffer.alloc(0), frame(opcodes.ping, 'ping'), frame(opcodes.pong)]);
  return Buffer.concat([
    frame(opcodes.text, message.slice(0, at), { isLast: false }),
    between,
    frame(opcodes.continuation, message.slice(at)),
  ]);
}

/** A frame that is perhaps none, and after which nothing can be said. */
function oddFrame(choices: Choices, known: Known, index: number): Buffer {
  const bytes = Buffer.from(choices.list(0, 40, () => choices.below(256)));
  const kinds: readonly (() => Buffer)[] = [
    () => closing(choices.pick(closeCodes), choices.pick(['', 'bye', Buffer.from([0xff])])),
    () => frame(opcodes.text, bytes),
    () => frame(opcodes.binary, bytes),
    () =>
      frame(choices.below(16), bytes, {
        isLast: choices.oneIn(2),
        reserved: choices.below(8),
        isMasked: choices.oneIn(3),
      }),
    () => text('x'.repeat(70_000)),
    () => Buffer.from(bytesOf(textOf(choices, known)), 'latin1'),
    () => bytes,
    () => text(messageFrom(choices, known, index)).subarray(0, choices.below(100)),
  ];
  return choices.pick(kinds)();
}
