import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { signToken } from '../token.ts';
import * as sse from './sse.ts';
import { Walk } from './walk.ts';
import * as websocket from './websocket.ts';

export interface SocketOptions {
  readonly port: number;
  readonly transport: 'WebSocket' | 'SSE';
  readonly query: string;
  readonly variables: object;
  /** What a message has in it that says that the subscription is live. */
  readonly liveAt: string;
  /** What every message has, as graphql-transport-ws has it; null for any. */
  readonly messageBytes: number | null;
}

export interface Listener {
  readonly onMessage: () => void;
  readonly onFailure: (message: string) => void;
  /** Hears of everything that comes once the subscription is live. */
  readonly onData?: (chunk: Buffer) => void;
}

const transports = {
  WebSocket: {
    subscribe: websocket.subscribe,
    readHead: websocket.readFrameHead,
    answer: (socket: Socket) => void socket.write(websocket.PONG),
    bodyBytesOf: (messageBytes: number) => messageBytes,
  },
  SSE: {
    subscribe: sse.subscribe,
    readHead: sse.readChunkHead,
    answer: () => {},
    bodyBytesOf: sse.bodyBytesOf,
  },
};

const tokens = new Map<string, Promise<string>>();

function tokenOf(userId: string): Promise<string> {
  const token = tokens.get(userId) ?? signToken(userId);
  tokens.set(userId, token);
  return token;
}

/** One subscription on a socket of its own. Resolves once it is live. */
export async function openSocket(
  options: SocketOptions,
  userId: string,
  listener: Listener,
): Promise<Socket> {
  const { transport, port, messageBytes, query, variables, liveAt } = options;
  const { subscribe, readHead, answer, bodyBytesOf } = transports[transport];
  const { onMessage, onFailure, onData = () => {} } = listener;
  const token = await tokenOf(userId);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  // Whoever waits for it is told by its closing.
  socket.on('error', () => {});
  await once(socket, 'connect');
  const behind = await subscribe(socket, { token, userId, query, variables, liveAt });

  const expectedBytes = messageBytes === null ? null : bodyBytesOf(messageBytes);
  const check = (bytes: number) => {
    if (expectedBytes !== null && bytes !== expectedBytes)
      onFailure(`A message of ${bytes} bytes instead of ${expectedBytes}.`);
    onMessage();
  };
  const walk = new Walk(readHead, check, () => answer(socket));
  const take = (chunk: Buffer) => {
    onData(chunk);
    walk.push(chunk);
  };
  socket.on('data', take);
  socket.on('close', () => onFailure(`The server has closed a socket of ${userId}.`));
  if (behind.length > 0) take(behind);
  return socket;
}

/** Ends it without a failure. */
export async function leaveSocket(socket: Socket): Promise<void> {
  socket.removeAllListeners('close');
  socket.destroy();
  await once(socket, 'close');
}
