import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Flags } from '../../src/config.ts';
import { rawRequest } from '../support/raw.ts';
import type { Answer } from '../support/server.ts';
import { jwks, verifyOptions, workerToken } from '../support/tokens.ts';
import type { ServedOptions, ServedState } from './control.ts';

export interface AttackedOptions {
  readonly flags?: Flags;
  readonly limits?: ServedOptions['limits'];
  /** Default: those of the tests' own tokens. */
  readonly keys?: ServedOptions['keys'];
}

/** Times that tests can wait for, and a busy machine can keep; everything else is as `serve` has it. */
const times = { initTimeoutMs: 2_000, writeStallMs: 1_500 };

/** What is under way when an attack ends has this long to end. */
const END_WITHIN_MS = 20_000;

/** Starts a server in a process of its own: its memory is its own, and what ends it is seen. */
export async function startAttacked({ flags, limits, keys = { jwks } }: AttackedOptions): Promise<Attacked> {
  const folder = await mkdtemp(join(tmpdir(), 'agentwire-'));
  const child = fork(fileURLToPath(new URL('./served.ts', import.meta.url)), {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_OPTIONS: '' },
    silent: true,
  });
  const attacked = new Attacked(child, folder);
  const { issuer, audience, algorithms } = verifyOptions;
  const { port } = await attacked.ask<{ port: number }>({
    flags: {
      host: '127.0.0.1',
      port: '0',
      store: `sqlite:${join(folder, 'events.db')}`,
      'jwt-issuer': issuer,
      'jwt-audience': audience,
      'jwt-algorithms': algorithms.join(','),
      'jwt-jwks-file': 'handed over',
      ...flags,
    },
    limits: { ...times, ...limits },
    authTimeoutMs: 2_000,
    headersTimeoutMs: 2_000,
    keys,
  } satisfies ServedOptions);
  attacked.port = port;
  return attacked;
}

/** The server that is attacked. */
export class Attacked {
  port = 0;
  /** What the process wrote to its standard output and error: the server itself logs elsewhere. */
  output = '';
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<never>;
  #replied: Promise<unknown> = Promise.resolve();

  constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        this.output += chunk;
      });
    }
    this.#exited = once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${code}: ${this.output}`);
    });
    this.#exited.catch(() => {});
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The database that it keeps its events in. */
  get storePath(): string {
    return join(this.#folder, 'events.db');
  }

  /** Sends the process a message and resolves to its reply. Rejects if it has ended. */
  ask<Reply>(message: object): Promise<Reply> {
    const reply = this.#replied.then(() => this.#ask<Reply>(message));
    this.#replied = reply.catch(() => {});
    return reply;
  }

  /** One at a time: nothing in a reply says what it replies to. */
  async #ask<Reply>(message: object): Promise<Reply> {
    const replied = once(this.#child, 'message');
    this.#child.send(message);
    const [reply] = await Promise.race([replied, this.#exited]);
    return reply;
  }

  /** How it is now. */
  state(): Promise<ServedState> {
    return this.ask({});
  }

  /** How it is as soon as the condition holds. Fails if that does not come. */
  async until(holds: (state: ServedState) => boolean): Promise<ServedState> {
    const deadline = performance.now() + END_WITHIN_MS;
    for (let state = await this.state(); ; state = await this.state()) {
      if (holds(state)) return state;
      const { readers, sockets } = state;
      if (performance.now() > deadline)
        throw new Error(`It stays so: ${JSON.stringify({ readers, sockets })}`);
    }
  }

  /** How it is once nothing is under way any more. */
  atRest(): Promise<ServedState> {
    return this.until(({ readers, sockets }) => sockets === 0 && readers.made === readers.returned);
  }

  /** POSTs an operation over a connection of its own and resolves to its result. */
  async post(token: string, query: string, variables: object = {}): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const { status, text } = await rawRequest(
      `${this.url}/graphql`,
      { method: 'POST', headers },
      JSON.stringify({ query, variables }),
    );
    const { data, errors } = JSON.parse(text);
    return { status, data, errors, code: errors?.[0]?.extensions?.code };
  }

  /** Appends events to a run. Fails if the server refuses. */
  async publish(userId: string, runId: string, events: readonly unknown[]): Promise<void> {
    const query = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted } }';
    const { code } = await this.post(await workerToken(), query, { input: { userId, runId, events } });
    if (code !== undefined) throw new Error(`The events were refused: ${code}`);
  }

  async stop(): Promise<void> {
    const exited = this.#exited.catch(() => {});
    if (this.#child.connected) this.#child.disconnect();
    await exited;
    await rm(this.#folder, { recursive: true });
  }
}
