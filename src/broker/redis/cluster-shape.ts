import { setTimeout } from 'node:timers/promises';
import type { Server } from './connection.ts';
import { replyCodeOf } from './failures.ts';
import type { Primaries, Shape } from './primaries.ts';
import { nameOf } from './primaries.ts';
import { SLOTS, slotOf } from './slot.ts';

/** A server that does not say in time what the cluster looks like is not waited for. */
const ANSWER_WITHIN_MS = 1_000;
/** How often all are asked before a node is told that there is no cluster. */
const OPEN_ATTEMPTS = 5;
/** What the others have for saying something else than the first that answers. */
const GRACE_MS = 250;

/** CLUSTER SLOTS: ranges of slots, each with its primary and then its replicas. */
type SlotsReply = readonly (readonly [first: number, last: number, ...nodes: readonly NodeReply[]])[];
type NodeReply = readonly [host: string | null, port: number, id: string, ...unknown[]];

/** What one server says. */
interface Answer {
  readonly server: Server;
  readonly slots: SlotsReply;
}

/** Which primary has which slots: asked of any server of the cluster, and corrected by what servers say is wrong. */
export class ClusterShape implements Shape {
  readonly #primaries: Primaries;
  readonly #seeds: readonly Server[];
  readonly #known = new Map<string, Server>();
  readonly #slots = new Array<Server | undefined>(SLOTS);
  changes = 0;
  #view = '';
  #asking: Promise<boolean> | null = null;

  private constructor(primaries: Primaries, seeds: readonly Server[]) {
    this.#primaries = primaries;
    this.#seeds = seeds;
  }

  /** Rejects, with what the last of them had to say, if no server tells. */
  static async open(primaries: Primaries, seeds: readonly Server[]): Promise<ClusterShape> {
    const shape = new ClusterShape(primaries, seeds);
    for (let attempts = 0; attempts < OPEN_ATTEMPTS; attempts++) if (await shape.#askAll()) return shape;
    // For the reason.
    const connection = await primaries.to(seeds.at(-1) as Server);
    await connection.sendCommand(['CLUSTER', 'SLOTS']);
    throw new Error('no server of the cluster says who has which slots');
  }

  primaryOf(key: string): Server {
    return this.#slots[slotOf(key)] ?? (this.#seeds[0] as Server);
  }

  redirectionIn(error: unknown): Server | null {
    return replyCodeOf(error) === 'ASK' ? serverIn(error as Error) : null;
  }

  async learn(error: unknown): Promise<void> {
    if (replyCodeOf(error) === 'MOVED') {
      const [, slot] = (error as Error).message.split(' ');
      const server = serverIn(error as Error);
      if (server !== null) this.#slots[Number(slot)] = server;
    }
    this.#asking ??= this.#askAll().finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  /** Asks all that are known at once, since some may be dead, and others cut off from the rest. */
  async #askAll(): Promise<boolean> {
    const servers = new Map([...this.#seeds.map((seed) => [nameOf(seed), seed] as const), ...this.#known]);
    const answers: Answer[] = [];
    const asked = [...servers.values()].map(async (server) => void answers.push(await this.#ask(server)));
    try {
      await Promise.any(asked);
      await Promise.race([Promise.allSettled(asked), setTimeout(GRACE_MS)]);
      this.#take(mostFrequentOf(answers));
      return true;
    } catch {
      return false;
    }
  }

  async #ask(server: Server): Promise<Answer> {
    const tooLate = setTimeout(ANSWER_WITHIN_MS, null);
    const answer = async () => {
      const connection = await this.#primaries.to(server);
      return (await connection.sendCommand(['CLUSTER', 'SLOTS'])) as unknown as SlotsReply;
    };
    const slots = await Promise.race([answer(), tooLate]);
    if (slots === null) throw new Error('there came no answer in time');
    if (slots.length === 0) throw new Error('it has joined no cluster');
    return { server, slots };
  }

  #take({ server, slots }: Answer): void {
    const view = viewOf(slots);
    if (view !== this.#view) this.changes++;
    this.#view = view;
    this.#known.clear();
    for (const [first, last, ...nodes] of slots) {
      const [primary] = nodes.map(([host, port]) => ({ host: host || server.host, port }));
      this.#slots.fill(primary, first, last + 1);
      for (const [host, port] of nodes) {
        const node = { host: host || server.host, port };
        this.#known.set(nameOf(node), node);
      }
    }
  }
}

/** Who is cut off from the others says alone how it was before. */
function mostFrequentOf(answers: readonly Answer[]): Answer {
  const votes = Map.groupBy(answers, ({ slots }) => viewOf(slots));
  const [most = []] = [...votes.values()].sort((one, other) => other.length - one.length);
  return most[0] as Answer;
}

/** Which server has which slots, by the servers' ids. */
function viewOf(slots: SlotsReply): string {
  return JSON.stringify(slots.map(([first, last, primary]) => [first, last, primary?.[2]]));
}

/** `MOVED 3999 10.0.0.1:7000`. Null where a server does not know its own host. */
function serverIn({ message }: Error): Server | null {
  const address = message.split(' ')[2] ?? '';
  const colon = address.lastIndexOf(':');
  const [host, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  return colon > 0 ? { host, port } : null;
}
