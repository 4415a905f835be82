import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { onTestFinished } from 'vitest';

/** An answer with these keys, and whatever else is to be in the set. */
export const keySet =
  (...keys: readonly (JWK | unknown)[]): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys }));

export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

/** A real server that counts what it is asked, and can be stopped and started again on its port. */
export class KeyServer {
  requests = 0;
  answer: RequestListener;
  readonly #server = createServer((request: IncomingMessage, response: ServerResponse) => {
    this.requests++;
    this.answer(request, response);
  });
  #port = 0;

  private constructor(first: RequestListener) {
    this.answer = first;
  }

  static async start(first: RequestListener): Promise<KeyServer> {
    const server = new KeyServer(first);
    await server.start();
    onTestFinished(() => server.stop());
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/jwks.json`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
