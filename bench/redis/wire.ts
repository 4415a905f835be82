import { once } from 'node:events';
import { Agent } from 'node:http';
import { WebSocket } from 'ws';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { rawRequest } from '../../test/support/raw.ts';
import { signToken } from '../token.ts';

const PUBLISH = `mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted lastSeq } }`;
export const WATCH = `subscription ($after: Cursor) { agentEvents(after: $after, start: EARLIEST) {
  __typename ... on RunEvent { id cursor seq occurredAt runId } ... on MessageDelta { messageId text final }
  ... on StreamReset { cursor } } }`;

/** Publishes to one node, over connections that are kept. */
export class Publisher {
  readonly #url: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(port: number, token: string) {
    this.#url = `http://127.0.0.1:${port}/graphql`;
    this.#token = token;
  }

  static async to(port: number): Promise<Publisher> {
    return new Publisher(port, await signToken('bench-worker', 'agentwire:publish'));
  }

  /** Resolves once it is acknowledged. */
  async publish(userId: string, firstSeq: number, events: readonly AgentEventInput[]): Promise<void> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${this.#token}` };
    const variables = { input: { userId, runId: 'run', firstSeq, events } };
    const { text } = await rawRequest(
      this.#url,
      { method: 'POST', headers, agent: this.#agent },
      JSON.stringify({ query: PUBLISH, variables }),
    );
    if (JSON.parse(text).errors !== undefined) throw new Error(text);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Subscribes from the beginning, and hands over each event as the text of its message. Resolves once it is live. */
export async function watch(
  port: number,
  userId: string,
  onEvent: (message: string) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { Authorization: `Bearer ${await signToken(userId)}` } });
  await once(socket, 'message');
  const { promise: live, resolve } = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    const message = String(data);
    if (message.includes('"seq":')) onEvent(message);
    else if (message.includes('"CaughtUp"')) resolve();
  });
  send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
  await live;
  return socket;
}
