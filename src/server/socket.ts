import type { Duplex } from 'node:stream';
import type { WebSocket as ServedSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { AgentwireError } from '../errors.ts';
import type { TokenBucket } from '../token-bucket.ts';

/** Bytes that may wait in a socket's buffer before whoever sends has to wait too. */
const HIGH_WATER_BYTES = 256 * 1024;

/** Thrown by `send` once the socket takes nothing more, so that whatever sends stops at once. */
export class SocketGone extends Error {
  override readonly name = 'SocketGone';
}

export interface AdaptOptions {
  /** How often the peer may send a message or a ping. */
  readonly rate: TokenBucket;
  /** Asked at every delivery: why nothing may be sent any more, null as long as it may. */
  readonly refusal: () => AgentwireError | null;
  /** Hears of what ends the connection. */
  readonly onError: (error: unknown) => void;
}

/**
 * What graphql-ws needs of a socket. `send` resolves at once while the socket's buffer is below the high-water
 * mark and waits for it to drain above; whatever is sent within one turn of the event loop goes to the kernel in
 * one write. From a peer that takes no answers, or sends more than its rate, nothing is read until that is mended.
 */
export function adaptSocket(
  socket: WebSocket,
  raw: Duplex,
  { rate, refusal, onError }: AdaptOptions,
): ServedSocket {
  let isCorked = false;
  let drained: Promise<void> | null = null;
  let holds = 0;
  let isTooFast = false;

  const uncork = () => {
    isCorked = false;
    raw.uncork();
  };

  /** Reads nothing until it is released. */
  const hold = () => {
    if (holds++ === 0) socket.pause();
    return () => {
      if (--holds === 0) socket.resume();
    };
  };

  const drain = () => {
    drained ??= new Promise<void>((resolve) => {
      const release = hold();
      const done = () => {
        raw.off('drain', done);
        raw.off('close', done);
        drained = null;
        release();
        resolve();
      };
      raw.on('drain', done);
      raw.on('close', done);
    });
    return drained;
  };

  /** Whatever was read at once has counted by then, not only what was one too many. */
  const releaseInTime = (release: () => void) => {
    const { waitMs } = rate;
    if (waitMs > 0) return void setTimeout(releaseInTime, waitMs, release).unref();
    isTooFast = false;
    release();
  };

  const count = () => {
    rate.take(1);
    if (rate.waitMs === 0 || isTooFast) return;
    isTooFast = true;
    setImmediate(releaseInTime, hold());
  };

  socket.on('ping', (payload) => {
    count();
    if (socket.readyState === socket.OPEN && raw.writableLength <= HIGH_WATER_BYTES) socket.pong(payload);
  });
  socket.on('pong', count);

  return {
    protocol: socket.protocol,
    send(data) {
      if (socket.readyState !== socket.OPEN) throw new SocketGone();
      const refused = refusal();
      if (refused !== null) throw refused;
      if (!isCorked) {
        isCorked = true;
        raw.cork();
        setImmediate(uncork);
      }
      socket.send(data);
      if (raw.writableLength > HIGH_WATER_BYTES) return drain();
    },
    close: (code, reason = '') => socket.close(code, fits(reason) ? reason : ''),
    onMessage(handle) {
      socket.on('message', (data, isBinary) => {
        // A peer that is being closed may say what it likes until it has heard of it.
        if (socket.readyState !== socket.OPEN) return;
        count();
        if (isBinary) return socket.close(4400, 'Messages are JSON in text frames');
        handle(String(data)).catch((error) => {
          if (error instanceof SocketGone) return;
          if (isServersMessage(error)) socket.close(4400, 'Only servers send such a message');
          else onError(error);
        });
      });
    },
  };
}

/** What a close frame has room for (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;

export const fits = (reason: string): boolean => Buffer.byteLength(reason) <= MAX_REASON_BYTES;

/** graphql-ws throws a plain error for a well-formed message that is not for a client to send. */
const isServersMessage = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Unexpected message of type');
