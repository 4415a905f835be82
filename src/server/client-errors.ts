import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a peer has for reading an answer, though it may still be sending. */
const LINGER_MS = 2_000;

/** By Node's codes; anything else is a bad request. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Answers what is no request, and closes its connection. What still comes over it is read and dropped for a while: a
 * peer that sends into a closed connection loses the answer to the reset (RFC 9112, section 9.6).
 */
export function answerClientErrors(server: Server): void {
  const answered = new WeakSet<Socket>();
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: Socket) => {
    // Whatever follows is no request either.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (!socket.writable || isBeingAnswered(socket)) return void socket.destroy();
    socket.end(`HTTP/1.1 ${statuses[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/** In the middle of another answer there is no place for one (as Node has it, lib/_http_server.js). */
function isBeingAnswered(socket: Socket): boolean {
  const { _httpMessage: response } = socket as { readonly _httpMessage?: ServerResponse | null };
  return response?.headersSent ?? false;
}
