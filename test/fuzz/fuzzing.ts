import type { Attacked } from '../hostile/attacked.ts';
import { startAttacked } from '../hostile/attacked.ts';
import type { ServedState } from '../hostile/control.ts';
import { completed, delta, done, executing, started, thinking } from '../support/events.ts';
import { signToken } from '../support/tokens.ts';
import type { Exchange } from './exchange.ts';
import { Line } from './line.ts';
import type { Known } from './values.ts';
import { judge } from './verdict.ts';
import { Victim } from './victim.ts';

/** Everyone who attacks. Nothing that they may do concerns Alice, since none but the last is of her tenant. */
const tokens = {
  mallory: await signToken('mallory', { tenant: 'evil' }),
  worker: await signToken('worker', { tenant: 'evil', scope: 'agentwire:publish' }),
  operator: await signToken('operator', { tenant: 'other', scope: 'agentwire:ops' }),
  neighbour: await signToken('neighbour'),
};

const publishing = `mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { cursor } }`;

/** What is under way where nobody attacks. */
type AtRest = Pick<ServedState, 'sockets'> & { readonly readers: number };

/** A server that is attacked, with Alice, whom that must not concern. */
export class Fuzzing {
  /** What the answers were, in words, with how often. */
  readonly answers = new Map<string, number>();
  readonly #server: Attacked;
  readonly #victim: Victim;
  readonly #atRest: AtRest;
  readonly #known: Known;

  private constructor(server: Attacked, victim: Victim, atRest: AtRest, known: Known) {
    this.#server = server;
    this.#victim = victim;
    this.#atRest = atRest;
    this.#known = known;
  }

  static async start(): Promise<Fuzzing> {
    // As in production, but for retention, which the attack itself has to set to work.
    const server = await startAttacked({ flags: { 'retention-count': '300' } });
    try {
      const victim = await Victim.arrive(server);
      await victim.isServed();
      const { sockets, readers } = await server.until(({ sockets }) => sockets === 2);
      const atRest = { sockets, readers: readers.made - readers.returned };
      return new Fuzzing(server, victim, atRest, await populate(server));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** What inputs can name that is there. */
  get known(): Known {
    return this.#known;
  }

  /** All exchanges at once. Throws if anything is not as it should be, then or when they are over. */
  async attack(exchanges: readonly Exchange[]): Promise<void> {
    try {
      await this.#attack(exchanges);
    } catch (error) {
      // By then it has written why, if it has ended.
      await this.#server.state().catch(() => {});
      const { output } = this.#server;
      throw output === '' ? error : new Error(`The server wrote ${output}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    await this.#victim.leave();
    try {
      await this.#server.atRest();
    } finally {
      await this.#server.stop();
    }
  }

  async #attack(exchanges: readonly Exchange[]): Promise<void> {
    const lines = await Promise.all(exchanges.map((exchange) => Line.run(this.#server.port, exchange)));
    await publish(this.#server, crypto.randomUUID(), [started(), completed()]);
    await this.#victim.isServed();
    for (const line of lines) line.go();
    await Promise.all(lines.map((line) => line.gone()));
    for (const line of lines) this.#judge(line);
    await this.#isAtRest();
  }

  #judge({ transcript }: Line): void {
    if (transcript.includes(this.#victim.secret)) throw new Error("Somebody saw an event of Alice's.");
    for (const word of judge(transcript)) this.answers.set(word, (this.answers.get(word) ?? 0) + 1);
  }

  async #isAtRest(): Promise<void> {
    const { sockets, readers: left } = this.#atRest;
    const { logLines } = await this.#server.until(
      (state) => state.sockets === sockets && state.readers.made - state.readers.returned === left,
    );
    const errors = logLines.filter((line) => JSON.parse(line).level >= 50);
    if (errors.length > 0) throw new Error(`It logged ${errors.join('')}`);
    if (this.#server.output !== '') throw new Error(`It wrote ${this.#server.output}`);
    if (Object.values(tokens).some((token) => logLines.some((line) => line.includes(token)))) {
      throw new Error('It logged a token.');
    }
  }
}

/** Gives Mallory a run that has ended and one that has not. */
async function populate(server: Attacked): Promise<Known> {
  const ended = await publish(server, 'ended', [
    started({ threadId: 'thread', input: { question: 'Why?' } }),
    thinking('Hm.'),
    executing('call', { input: [1, { two: 3 }] }),
    done('call', { output: 'text' }),
    delta('Because.'),
    completed({ finalText: 'Because.' }),
  ]);
  const running = await publish(server, 'running', [started({ parentRunId: 'ended' }), delta('So')]);
  return {
    tokens: [tokens.mallory, ...Object.values(tokens)],
    ids: ['ended', 'running', 'thread', 'call', 'mallory', Victim.userId, 'new'],
    cursors: [ended, running],
  };
}

async function publish(server: Attacked, runId: string, events: readonly unknown[]): Promise<string> {
  const { data, errors } = await server.post(tokens.worker, publishing, {
    input: { userId: 'mallory', runId, events },
  });
  if (errors !== undefined) throw new Error(`The events were refused: ${JSON.stringify(errors)}`);
  return data.publishEvents.cursor;
}
