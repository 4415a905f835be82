import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { PUBLISH } from '../events.ts';
import { signToken } from '../token.ts';

/** Less than any server keeps a connection for that is not used: one that it is about to close may not be taken. */
const UNUSED_MS = 3_000;

/** Publishes over HTTP, on connections that are kept. */
export class Publishing {
  readonly #port: number;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true, timeout: UNUSED_MS });

  private constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  static async to(port: number): Promise<Publishing> {
    return new Publishing(port, await signToken('bench-worker', 'agentwire:publish'));
  }

  /** Resolves once it is acknowledged. */
  async publish(userId: string, runId: string, firstSeq: number, events: readonly object[]): Promise<void> {
    const input = { userId, runId, firstSeq, events };
    const answer = await this.#post(JSON.stringify({ query: PUBLISH, variables: { input } }));
    const { data, errors } = JSON.parse(answer) as { data?: unknown; errors?: unknown };
    if (errors !== undefined || data == null) throw new Error(answer);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Authorization: `Bearer ${this.#token}`,
    };
    const options = { port: this.#port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers };
    const sent = request({ ...options, agent: this.#agent }, (response) =>
      text(response).then(resolve, reject),
    );
    sent.on('error', reject).end(body);
    return promise;
  }
}
