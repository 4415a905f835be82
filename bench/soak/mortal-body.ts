import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';

/** A response whose connection can be lost to its reader, and stay. */
export class MortalBody {
  readonly incoming: IncomingMessage;
  readonly response: Response;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  private constructor(incoming: IncomingMessage) {
    this.incoming = incoming;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        incoming.on('data', (chunk: Buffer) => controller.enqueue(chunk));
        incoming.on('end', () => controller.close());
        incoming.on('error', (error) => controller.error(error));
      },
      cancel: () => void incoming.destroy(),
    });
    const headers = { 'Content-Type': incoming.headers['content-type'] ?? '' };
    this.response = new Response(body, { status: incoming.statusCode as number, headers });
  }

  /** As `fetch` does it, but over a connection of its own. */
  static fetch(url: string, { method, headers, body, signal }: RequestInit): Promise<MortalBody> {
    const { promise, resolve, reject } = Promise.withResolvers<MortalBody>();
    const options = {
      method: method as string,
      headers: Object.fromEntries(new Headers(headers)),
      signal: signal as AbortSignal,
      agent: false,
    };
    request(url, options, (incoming) => resolve(new MortalBody(incoming)))
      .on('error', reject)
      .end(body as string);
    return promise;
  }

  lose(): void {
    this.incoming.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error');
    this.incoming.on('error', () => {}).pause();
    this.#controller?.error(new Error('The connection was lost.'));
  }
}
