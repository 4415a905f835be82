import { signToken } from '../support/tokens.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';
import { closing, frame, opcodes, Peer, text } from './wire.ts';

const token = await signToken('mallory');
const large = 'x'.repeat(5_000_000);

const query = (id: unknown) => ({ type: 'subscribe', id, payload: { query: '{ viewer { id } }' } });
const subscribe = (id: unknown) => ({
  type: 'subscribe',
  id,
  payload: { query: 'subscription { agentEvents { __typename } }' },
});

/** How an acknowledged socket ends over which these bytes come. */
const saying = (name: string, closed: number, ...bytes: readonly Buffer[]): Row => ({
  name,
  expected: { closed },
  async attack({ port }) {
    const peer = await Peer.acknowledged(port, token);
    peer.write(...bytes);
    return peer.ended();
  },
});

const sayings = (closed: number, messages: Record<string, unknown>): Row[] =>
  Object.entries(messages).map(([name, message]) => saying(name, closed, text(message)));

/** A message in as many frames, each with the same text. */
const fragments = (count: number, part: string) => [
  frame(opcodes.text, part, { isLast: false }),
  ...Array.from({ length: count }, () => frame(opcodes.continuation, part, { isLast: false })),
];

/** Ids with which operations are served as with any other. */
const oddIds = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'then',
  '0',
  ' ',
  '\0',
  '😀',
  'x'.repeat(60_000),
];

hostile('hostile messages', [
  ...sayings(4400, {
    'no JSON': 'garbage',
    'no message': '',
    'half a message': '{"type":"ping"',
    null: null,
    'a number': 1,
    'a string': '"ping"',
    'an array': [query('1')],
    'no type': {},
    'an unknown type': { type: 'start', id: '1', payload: { query: '{ viewer { id } }' } },
    'a type of objects': { type: 'toString' },
    'a type that is no string': { type: ['ping'] },
    'another ack': { type: 'connection_ack' },
    'a next of the client': { type: 'next', id: '1', payload: { data: null } },
    'an error of the client': { type: 'error', id: '1', payload: [{ message: 'no' }] },
    'nothing subscribed to': { type: 'subscribe', id: '1' },
    'an empty id': query(''),
    'an id that is a number': query(1),
    'no id': query(undefined),
    'brackets 30,000 deep': '['.repeat(30_000) + ']'.repeat(30_000),
  }),
  saying('a binary frame', 4400, frame(opcodes.binary, JSON.stringify(query('1')))),
  saying('an empty binary frame', 4400, frame(opcodes.binary)),
  saying('a message that is no UTF-8', 1007, frame(opcodes.text, Buffer.from([0x22, 0xff, 0x22]))),
  saying(
    'a message with half a character',
    1007,
    frame(opcodes.text, Buffer.from('"\ud83d"', 'utf16le').subarray(2, 4)),
  ),
  saying('a message of 5 MB', 1009, text(large)),
  saying('a message of 5 MB in pieces', 1009, ...fragments(50, 'x'.repeat(100_000))),
  saying('a message that would have 2^63 bytes', 1009, Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0])),
  saying('a message in 60,000 pieces', 1008, ...fragments(60_000, 'x')),
  saying('a message in 60,000 pieces of nothing', 1008, ...fragments(60_000, '')),
  saying('compression that was not agreed on', 1002, frame(opcodes.text, 'x', { reserved: 4 })),
  saying('the second reserved bit', 1002, frame(opcodes.text, 'x', { reserved: 2 })),
  saying('the third reserved bit', 1002, frame(opcodes.text, 'x', { reserved: 1 })),
  saying(
    'a frame without a mask',
    1002,
    frame(opcodes.text, JSON.stringify(query('1')), { isMasked: false }),
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) =>
    saying(`opcode ${opcode}`, 1002, frame(opcode, 'x')),
  ),
  saying('a piece of nothing', 1002, frame(opcodes.continuation, 'x')),
  saying('a message within another', 1002, ...fragments(1, 'x'), text(query('1'))),
  saying('a ping of 5 MB', 1002, frame(opcodes.ping, large)),
  saying('a ping in pieces', 1002, frame(opcodes.ping, 'x', { isLast: false })),
  ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535].map((code) =>
    saying(`a close with ${code}`, 1002, closing(code)),
  ),
  saying('a close with half a code', 1002, frame(opcodes.close, 'x')),
  saying('a close with a reason that is no UTF-8', 1007, closing(1000, Buffer.from([0xff]))),
  saying('a close without a code', 1005, frame(opcodes.close)),
  saying('a close with the code of a server', 4401, closing(4401, 'You are not welcome')),
  saying('a close, and more behind it', 1000, closing(1000), text(subscribe('1')), text('garbage')),

  saying('an id twice', 4409, text(subscribe('1')), text(subscribe('1'))),
  saying('__proto__ twice', 4409, text(subscribe('__proto__')), text(subscribe('__proto__'))),
  saying(
    'an id of 30,000 characters twice',
    4409,
    text(subscribe(large.slice(0, 30_000))),
    text(subscribe(large.slice(0, 30_000))),
  ),
  saying('an id of 1 MB', 1009, text(query(large.slice(0, 1_000_000)))),
  {
    name: 'ids that mean something elsewhere',
    expected: oddIds,
    async attack({ port }) {
      const peer = await Peer.acknowledged(port, token);
      const served: unknown[] = [];
      for (const id of oddIds) {
        peer.write(text(query(id)));
        const next = await peer.message();
        const complete = await peer.message();
        if (next.payload.data?.viewer.id === 'mallory' && complete.type === 'complete')
          served.push(complete.id);
      }
      peer.reset();
      return served;
    },
  },
  {
    name: 'complete for ids that nobody has',
    expected: { served: true },
    async attack({ port }) {
      const peer = await Peer.acknowledged(port, token);
      for (const id of oddIds) peer.write(text({ type: 'complete', id }));
      peer.write(text(query('1')));
      const { payload } = await peer.message();
      peer.reset();
      return { served: payload.data.viewer.id === 'mallory' };
    },
  },
  {
    name: 'a peer that does not hear of the close, and goes on',
    expected: { readersMade: 0, closed: 4400 },
    async attack(server) {
      const peer = await Peer.acknowledged(server.port, token);
      const { made } = (await server.state()).readers;
      peer.write(text('garbage'));
      for (let id = 0; id < 20; id++) peer.write(text(subscribe(String(id))));
      await peer.gone();
      const readersMade = (await server.state()).readers.made - made;
      return { readersMade, ...(await peer.ended()) };
    },
  },
]);
