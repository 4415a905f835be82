import type { Socket } from 'node:net';
import type { Subscription } from './received.ts';
import { HEAD_END, Received } from './received.ts';
import type { Head } from './walk.ts';

/** GraphQL over server-sent events by hand, in the chunks of HTTP/1.1: a server writes each event as one of them. */

const LINE_END = '\r\n';
/** Signs of life are shorter, and events longer. */
const LONGEST_CONTROL = 32;
/** Hexadecimal digits, at most, that a chunk's length is looked for in. */
const LONGEST_LENGTH = 8;

/** What a chunk has where graphql-transport-ws has a message of so many bytes. */
export function bodyBytesOf(messageBytes: number): number {
  const envelope = '{"id":"1","type":"next","payload":}'.length;
  return messageBytes - envelope + 'event: next\ndata: \n\n'.length + LINE_END.length;
}

export function readChunkHead(chunk: Buffer, at: number): Head | null {
  const end = chunk.subarray(at, at + LONGEST_LENGTH + LINE_END.length).indexOf(LINE_END);
  if (end < 0) return null;
  const bodyBytes = Number.parseInt(chunk.toString('latin1', at, at + end), 16) + LINE_END.length;
  return { headBytes: end + LINE_END.length, bodyBytes, isControl: bodyBytes <= LONGEST_CONTROL };
}

/** As the one of WebSockets. A response's head says that the subscription is live. */
export async function subscribe(socket: Socket, subscription: Subscription): Promise<Buffer> {
  const { token, userId, query, variables } = subscription;
  const received = new Received(socket);
  const body = JSON.stringify({ query, variables });
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n' +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Authorization: Bearer ${token}\r\nX-User-Id: ${userId}\r\n\r\n${body}`,
  );
  await received.skipBehind(HEAD_END);
  return received.end();
}
