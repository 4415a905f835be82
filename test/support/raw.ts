import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:http';
import WebSocket from 'ws';

/** Requests and sockets below what clients allow: wrong, partial, or hostile. */

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request and resolves to its response, whose body is not read yet. */
export function openRequest(url: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, { agent: false, ...options }, resolve);
  // A server that refuses a body may hang up before it has all of it: then the response is there already.
  sent.on('error', reject);
  sent.on('upgrade', (response, socket) => {
    socket.destroy();
    resolve(response);
  });
  sent.end(body);
  return promise;
}

export async function rawRequest(
  url: string,
  options: RequestOptions = {},
  body?: string,
): Promise<RawAnswer> {
  const response = await openRequest(url, options, body);
  let text = '';
  if (response.statusCode !== 101) for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode as number, headers: response.headers, text };
}

export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string;
}

/** Reads events as browsers do (WHATWG HTML, section 9.2.6): CR, LF and CRLF all end a line. */
export async function* readEvents(response: IncomingMessage): AsyncGenerator<ServerSentEvent, void> {
  let buffer = '';
  let fields: Record<string, string> = {};
  for await (const chunk of response.setEncoding('utf8')) {
    buffer += chunk;
    const lines = buffer.split(/\r\n|\r|\n/);
    buffer = lines.pop() as string;
    for (const line of lines) {
      const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (line === '' && fields.data !== undefined) {
        yield { id: fields.id, event: fields.event, data: fields.data };
      }
      if (line === '') fields = {};
      else if (name) fields[name] = name in fields ? `${fields[name]}\n${value ?? ''}` : (value ?? '');
    }
  }
}

export interface Part {
  readonly headers: string;
  readonly body: string;
}

/** Reads the parts of a multipart body with the boundary `graphql` (RFC 2046, section 5.1). Throws if it has no end. */
export async function* readParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Part, void> {
  const decoder = new TextDecoder();
  let buffer = '';
  let isPreamble = true;
  for await (const chunk of body) {
    buffer += decoder.decode(chunk, { stream: true });
    const pieces = buffer.split('\r\n--graphql');
    buffer = pieces.pop() as string;
    for (const piece of pieces) {
      const [headers = '', body = ''] = piece.split('\r\n\r\n', 2);
      if (!isPreamble) yield { headers: headers.trim(), body };
      isPreamble = false;
    }
    if (!isPreamble && buffer.startsWith('--')) return;
  }
  throw new Error('The body broke off.');
}

/** A WebSocket that speaks the protocol by hand. */
export class RawSocket {
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  readonly #messages: AsyncIterator<unknown>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#messages = messagesOf(socket);
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
  }

  static async open(url: string, protocol = 'graphql-transport-ws', headers: Record<string, string> = {}) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers });
    const raw = new RawSocket(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return raw;
  }

  send(...messages: readonly unknown[]): void {
    for (const message of messages) {
      this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it waits for
  async receive(): Promise<any> {
    return (await this.#messages.next()).value;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  destroy(): void {
    this.#socket.terminate();
  }
}

async function* messagesOf(socket: WebSocket): AsyncGenerator<unknown> {
  const messages: unknown[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  for (;;) {
    while (messages.length > 0) yield messages.shift();
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
