import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AgentwireError } from '../errors.ts';

/** A schema comes from whoever wrote the agent, and may take for ever. */
const CHECK_MS = 2_000;
/** What a thread has for starting, on a machine that is busy. */
const START_MS = 30_000;
/** Answers that wait for being checked. */
const MAX_WAITING = 1_000;

/** What the thread is asked, as JSON text: whether a value fits, or without one whether the schema is one. */
export interface Question {
  readonly schema: unknown;
  readonly value?: unknown;
}

type Path = readonly (string | number)[];

/** What it says: null if all is well, else what is wrong. */
export type Verdict = { readonly wrong: string | null };

/**
 * Holds answers against JSON Schemas, one after the other, on a thread of its own: of a schema that takes too long, only
 * those hear who wait behind it, and that the thread is made anew.
 */
export class ResponseChecks {
  #thread: Promise<Worker> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Checks a value against a schema (2020-12, or the older draft that it says it is of). Rejects with BAD_USER_INPUT and
   * the `path` that the value came by, or with UNAVAILABLE if it cannot be checked now.
   */
  async assertFits(schema: unknown, value: unknown, path: Path): Promise<void> {
    await this.#assert({ schema, value }, 'The response does not fit its responseSchema', path);
  }

  /** Checks that a schema is one. Rejects likewise. */
  async assertSchema(schema: unknown, path: Path): Promise<void> {
    await this.#assert({ schema }, 'This responseSchema cannot be used', path);
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.then((worker) => worker.terminate()).catch(() => {});
  }

  async #assert(question: Question, refusal: string, path: Path): Promise<void> {
    if (this.#waiting >= MAX_WAITING) throw new AgentwireError('UNAVAILABLE');
    this.#waiting++;
    const verdict = this.#last.then(() => this.#check(question));
    this.#last = verdict.catch(() => {});
    const wrong = await verdict.finally(() => this.#waiting--);
    if (wrong !== null) throw new AgentwireError('BAD_USER_INPUT', `${refusal}: ${wrong}.`, { path });
  }

  async #check(question: Question): Promise<string | null> {
    const thread = await this.#started();
    try {
      thread.postMessage(JSON.stringify(question));
      const signal = AbortSignal.timeout(CHECK_MS);
      const [verdict] = (await once(thread, 'message', { signal })) as [Verdict];
      return verdict.wrong;
    } catch {
      await this.close();
      return 'it could not be checked in the time and memory that there is for it';
    }
  }

  async #started(): Promise<Worker> {
    this.#thread ??= start();
    try {
      return await this.#thread;
    } catch (error) {
      this.#thread = null;
      throw new AgentwireError('UNAVAILABLE', undefined, {}, { cause: error });
    }
  }
}

async function start(): Promise<Worker> {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const thread = new Worker(new URL(`./response-schema-thread${extension}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  // Whoever waits hears of it; at any other time, an error of the thread concerns nobody.
  thread.on('error', () => {});
  await once(thread, 'message', { signal: AbortSignal.timeout(START_MS) });
  // It is no reason for the process to go on.
  thread.unref();
  return thread;
}
