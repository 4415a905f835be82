import type { Socket } from 'node:net';
import type { Subscription } from './received.ts';
import { HEAD_END, Received } from './received.ts';
import type { Head } from './walk.ts';

/** GraphQL over WebSocket by hand: only what a benchmark's client has to say, and to understand. */

const TEXT = 0x1;
const OPCODE = 0x0f;

/** The head of a frame of a server's (RFC 6455, section 5.2): never masked. */
export function readFrameHead(chunk: Buffer, at: number): Head | null {
  const first = chunk[at] as number;
  const length = chunk[at + 1];
  if (length === undefined) return null;
  const headBytes = length < 126 ? 2 : length === 126 ? 4 : 10;
  if (at + headBytes > chunk.length) return null;
  const bodyBytes =
    headBytes === 2
      ? length
      : headBytes === 4
        ? chunk.readUInt16BE(at + 2)
        : Number(chunk.readBigUInt64BE(at + 2));
  return { headBytes, bodyBytes, isControl: (first & OPCODE) !== TEXT };
}

/** A frame of a client's, masked with zeros, which leaves it as it is. */
function frameOf(opcode: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | body.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

export const PONG = frameOf(0xa, '');

const messageFrame = (message: object) => frameOf(TEXT, JSON.stringify(message));

/** Subscribes on a socket that is connected. Resolves once it is live, to what came behind. */
export async function subscribe(socket: Socket, subscription: Subscription): Promise<Buffer> {
  const { token, userId, query, variables, liveAt } = subscription;
  const received = new Received(socket);
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWdlbnR3aXJlIGJlbmNoIQ==\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await received.skipBehind(HEAD_END);
  const payload = { Authorization: `Bearer ${token}`, userId };
  socket.write(messageFrame({ type: 'connection_init', payload }));
  await received.skipMessage('"connection_ack"', readFrameHead);
  const subscribing = messageFrame({ id: '1', type: 'subscribe', payload: { query, variables } });
  socket.write(Buffer.concat([subscribing, messageFrame({ type: 'ping' })]));
  await received.skipMessage(liveAt, readFrameHead);
  return received.end();
}
