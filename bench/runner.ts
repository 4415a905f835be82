import { join } from 'node:path';
import type { CrowdReply, CrowdRequest } from './clients/crowd.ts';
import type { Contestant } from './contestants.ts';
import type { ServerReply, ServerRequest, Use, Work } from './control.ts';
import { MESSAGE_BYTES, WATCH } from './events.ts';
import type { Child } from './redis/child.ts';
import type { Stage } from './stage.ts';

export interface Audience {
  readonly users: number;
  readonly socketsPerUser: number;
  /** Default: WATCH, whose messages have MESSAGE_BYTES. */
  readonly query?: string;
  readonly variables?: object;
  readonly messageBytes?: number | null;
  /** Default: what the server says when a subscription is live. */
  readonly liveAt?: string;
  /** Default: 64. */
  readonly atOnce?: number;
  /** Whether each socket goes on behind what it got as a sample before. Default: false. */
  readonly resumes?: boolean;
  /** How many messages all sockets together get at once. Default: 0. */
  readonly messages?: number;
}

/** All work of a runner is for the same users, whose runs it numbers. */
export type Delivering = Omit<Work, 'firstSeq'>;

/** What a round of deliveries took. */
export interface Round {
  readonly cpuMicros: number;
  readonly ms: number;
  readonly messages: number;
}

/** A server under test and its clients, each in a process of its own. */
export class Runner {
  readonly contestant: Contestant;
  readonly port: number;
  readonly #server: Child<ServerRequest, ServerReply>;
  readonly #crowd: Child<CrowdRequest, CrowdReply>;
  #socketsPerUser = 0;
  #lastSeq = 1;

  private constructor(
    contestant: Contestant,
    port: number,
    server: Child<ServerRequest, ServerReply>,
    crowd: Child<CrowdRequest, CrowdReply>,
  ) {
    this.contestant = contestant;
    this.port = port;
    this.#server = server;
    this.#crowd = crowd;
  }

  static async start(stage: Stage, contestant: Contestant): Promise<Runner> {
    const { module, profileTo, hasStore } = contestant;
    const args = hasStore ? [`sqlite:${join(stage.folder(), 'events.db')}`] : [];
    const flags = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
    const [server, { port }] = await stage.server<ServerRequest, ServerReply>(module, args, flags);
    return new Runner(contestant, port, server, stage.helper('./clients/crowd.ts'));
  }

  /** How many events the run of each user has. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  async open(users: number): Promise<void> {
    await this.#server.ask({ do: 'open', users });
  }

  /** Resolves once all of the audience has subscribed. */
  async gather({ users, socketsPerUser, ...audience }: Audience): Promise<CrowdReply> {
    this.#socketsPerUser = socketsPerUser;
    const { port } = this;
    const { liveAt, transport } = this.contestant;
    const defaults = {
      query: WATCH,
      variables: {},
      messageBytes: MESSAGE_BYTES,
      liveAt,
      atOnce: 64,
      resumes: false,
      messages: 0,
    };
    const connecting = { ...defaults, ...audience, port, transport, users, socketsPerUser };
    await this.open(users);
    return this.askCrowd({ do: 'connect', ...connecting });
  }

  leave(): Promise<CrowdReply> {
    return this.askCrowd({ do: 'leave' });
  }

  /** One event for each of the users; resolves to what each socket got. */
  async sample(users: number): Promise<readonly string[]> {
    const work = await this.prepare({ users, batches: 1, batchSize: 1 });
    const received = this.askCrowd({ do: 'receive', messages: users * this.#socketsPerUser, samples: true });
    await this.#server.ask({ do: 'release', ...work });
    return (await received).samples;
  }

  /** Delivers events that were made ready before it is measured; ends when all sockets have got what is theirs. */
  async round(delivering: Delivering): Promise<Round> {
    const { users, batches, batchSize, tokensPerTool } = delivering;
    const work = await this.prepare(delivering);
    const selected = tokensPerTool == null ? batchSize : batchSize / (tokensPerTool + 1);
    const messages = users * batches * selected * this.#socketsPerUser;
    return this.measure(messages, () => this.#server.ask({ do: 'release', ...work }));
  }

  /** Stores events, or has them at hand, and delivers none of them. */
  async prepare(delivering: Delivering): Promise<Work> {
    const work = this.number(delivering);
    await this.#server.ask({ do: 'prepare', ...work });
    return work;
  }

  /** Takes the next numbers of the users' runs. */
  number(delivering: Delivering): Work {
    const firstSeq = this.#lastSeq + 1;
    this.#lastSeq += delivering.batches * delivering.batchSize;
    return { ...delivering, firstSeq };
  }

  /** What the server takes for work that ends when its sockets have got so many messages. */
  async measure(messages: number, work: () => Promise<unknown>): Promise<Round> {
    const before = await this.use();
    const startedAt = performance.timeOrigin + performance.now();
    const received = this.askCrowd({ do: 'receive', messages });
    const [{ doneAt }] = await Promise.all([received, work()]);
    const after = await this.use();
    return { cpuMicros: after.cpuMicros - before.cpuMicros, ms: doneAt - startedAt, messages };
  }

  /** With garbage collected, if that is asked for. */
  use(collects = false): Promise<Use> {
    return this.#server.ask({ do: 'measure', collects });
  }

  async askCrowd(request: CrowdRequest): Promise<CrowdReply> {
    const reply = await this.#crowd.ask(request);
    if (reply.error !== null) throw new Error(`${this.contestant.name}: ${reply.error}`);
    return reply;
  }
}
