import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { AgentEventInput } from '../src/client/generated/graphql.ts';
import type { ServerReply, ServerRequest } from './server.ts';
import { signToken } from './token.ts';

const PUBLISH = `mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted lastSeq } }`;
const WATCH = `subscription ($start: StreamStart!) { agentEvents(start: $start) {
  __typename ... on RunEvent { id cursor seq occurredAt runId } ... on MessageDelta { messageId text final } } }`;

/** A server in a process of its own, on a store of its own, and plain clients for it. */
export class Target {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #host: string;
  readonly #publisherToken: string;

  private constructor(child: ChildProcess, folder: string, port: number, publisherToken: string) {
    this.#child = child;
    this.#folder = folder;
    this.#host = `127.0.0.1:${port}`;
    this.#publisherToken = publisherToken;
  }

  static async start(): Promise<Target> {
    const folder = mkdtempSync(join(tmpdir(), 'agentwire-bench-'));
    const child = fork(new URL('./server.ts', import.meta.url), [`sqlite:${join(folder, 'events.db')}`]);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Target(child, folder, port, await signToken('bench-worker', 'agentwire:publish'));
  }

  /** Where the pages are. */
  get origin(): string {
    return `http://${this.#host}`;
  }

  tell(request: ServerRequest): void {
    this.#child.send(request);
  }

  async ask<Reply extends ServerReply>(request: ServerRequest): Promise<Reply> {
    this.tell(request);
    const [reply] = await once(this.#child, 'message');
    return reply as Reply;
  }

  /** CPU time of the whole server process so far, all threads, in microseconds. */
  async cpuMicros(): Promise<number> {
    return (await this.ask<{ cpuMicros: number }>('cpu')).cpuMicros;
  }

  async publish(
    userId: string,
    runId: string,
    firstSeq: number,
    events: readonly AgentEventInput[],
  ): Promise<void> {
    const response = await fetch(`${this.origin}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.#publisherToken}` },
      body: JSON.stringify({ query: PUBLISH, variables: { input: { userId, runId, firstSeq, events } } }),
    });
    const { errors } = (await response.json()) as { errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
  }

  /** Subscribes and hands over every message as it comes; resolves once the server has answered the first ping. */
  async watch(
    userId: string,
    start: 'EARLIEST' | 'LATEST',
    onMessage: (message: string) => void,
  ): Promise<WebSocket> {
    const socket = new WebSocket(`ws://${this.#host}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: 'connection_init', payload: { Authorization: `Bearer ${await signToken(userId)}` } });
    await once(socket, 'message');
    send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { start } } });
    socket.on('message', (data) => onMessage(String(data)));
    send({ type: 'ping' });
    await once(socket, 'message');
    return socket;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
    rmSync(this.#folder, { recursive: true });
  }
}

/** The first events of a run of the given length, as a model streams tokens. */
export function* tokens(count: number): Generator<AgentEventInput> {
  yield { agentStarted: { agent: { name: 'bench' } } };
  for (let index = 1; index < count; index++)
    yield { messageDelta: { messageId: 'm', text: `token ${index} ` } };
}
