import type { DatabaseSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import { AgentwireError, SetupError } from '../../errors.ts';

/**
 * Calls from the main thread to the thread that owns a database connection, and the answers. What goes over together
 * shares a transaction. Calls go as JSON text: batches of events are many small objects, which JSON takes less time
 * for than the structured clone algorithm. Answers are cloned: the publications of a page share their run's header.
 */
interface Call {
  readonly number: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Outcome = { readonly value: unknown } | { readonly error: PlainError };
type Answer = { readonly number: number } & Outcome;
type Opened = { readonly opened: true } | { readonly refused: string };

/** From so many on, no further call goes along: nobody is to wait for all that a flood brings. */
const MAX_CHARACTERS = 1024 * 1024;

/** Stands in the place of calls. */
const CLOSE = 'close';

/** An error in a shape that survives the way between threads. */
interface PlainError {
  readonly code: ErrorCode;
  readonly message: string | undefined;
  readonly details: ErrorDetails;
  readonly cause: string | undefined;
}

export interface Served {
  readonly database: DatabaseSync;
  /** An object whose methods can be called by name. */
  readonly methods: object;
  readonly begin: 'BEGIN' | 'BEGIN IMMEDIATE';
}

/** The database's side: opens it, then answers calls until the port closes. */
export function serve(port: MessagePort, open: () => Served): void {
  let served: Served;
  try {
    served = open();
  } catch (error) {
    port.postMessage({ refused: (error as Error).message } satisfies Opened);
    return;
  }
  port.on('message', (message: string) => {
    if (message === CLOSE) {
      served.database.close();
      port.close();
      return;
    }
    const calls = JSON.parse(message) as Call[];
    const outcomes = transact(served, calls);
    const answers = calls.map(({ number }, index) => ({ number, ...(outcomes[index] as Outcome) }));
    port.postMessage(answers satisfies Answer[]);
  });
  port.postMessage({ opened: true } satisfies Opened);
}

/** Performs the calls in one transaction; if it fails, each in one of its own, so that none suffers from another. */
function transact(served: Served, calls: readonly Call[]): Outcome[] {
  const { database } = served;
  try {
    database.exec(served.begin);
    const outcomes = calls.map((call) => perform(served, call));
    database.exec('COMMIT');
    return outcomes;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    if (calls.length > 1) return calls.flatMap((call) => transact(served, [call]));
    return [
      { error: { code: 'UNAVAILABLE', message: undefined, details: {}, cause: (error as Error).message } },
    ];
  }
}

/** An AgentwireError is an answer, given before anything was written. Any other error fails the transaction. */
function perform({ methods }: Served, { method, args }: Call): Outcome {
  try {
    const callee = (methods as Record<string, (...args: readonly unknown[]) => unknown>)[method];
    return { value: callee?.apply(methods, args as unknown[]) };
  } catch (error) {
    if (!(error instanceof AgentwireError)) throw error;
    const { code, message, details } = error;
    return { error: { code, message, details, cause: undefined } };
  }
}

/** The main thread's side: `Methods` are called by name and answer with promises. */
export class DatabaseThread<Methods extends object> {
  readonly #worker: Worker;
  readonly #shares: boolean;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  /** Calls, as text, that were not sent yet. */
  readonly #waiting: string[] = [];
  /** Whether there are calls that were sent and not answered yet. */
  #isBusy = false;
  #lastNumber = 0;
  #closing: Promise<void> | null = null;

  private constructor(worker: Worker, shares: boolean) {
    this.#worker = worker;
    this.#shares = shares;
    worker.on('message', (answers: Answer[]) => this.#settle(answers));
  }

  /**
   * Starts the thread. Rejects with SetupError if the database cannot be opened. Calls that may share a transaction
   * wait for those under way, to go together then; nobody gets an answer before all in a transaction are done.
   */
  static async start<Methods extends object>(
    workerData: unknown,
    { shares }: { readonly shares: boolean },
  ): Promise<DatabaseThread<Methods>> {
    // Run from sources this is a .ts file, run from the package a .js file; so is the worker's.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), { workerData });
    const { promise, resolve, reject } = Promise.withResolvers<Opened>();
    worker.once('message', resolve);
    worker.once('error', reject);
    const opened = await promise;
    worker.off('error', reject);
    if ('refused' in opened) {
      await worker.terminate();
      throw new SetupError(opened.refused);
    }
    return new DatabaseThread<Methods>(worker, shares);
  }

  call<Name extends keyof Methods & string>(
    method: Name,
    ...args: Methods[Name] extends (...args: infer Args) => unknown ? Args : never
  ): Promise<Methods[Name] extends (...args: never) => infer Result ? Result : never> {
    if (this.#closing !== null) return Promise.reject(new AgentwireError('UNAVAILABLE'));
    const number = ++this.#lastNumber;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(number, pending);
    this.#waiting.push(JSON.stringify({ number, method, args } satisfies Call));
    if (!this.#isBusy || !this.#shares) this.#send();
    return pending.promise as never;
  }

  /** Resolves once all calls are answered and the database is closed. */
  close(): Promise<void> {
    this.#closing ??= this.#exit();
    return this.#closing;
  }

  async #exit(): Promise<void> {
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    while (this.#waiting.length > 0) this.#send();
    this.#worker.postMessage(CLOSE);
    await exited;
  }

  #send(): void {
    let count = 0;
    let characters = 0;
    while (count < this.#waiting.length && characters < MAX_CHARACTERS) {
      characters += (this.#waiting[count++] as string).length;
    }
    this.#isBusy = true;
    this.#worker.postMessage(`[${this.#waiting.splice(0, count).join()}]`);
  }

  #settle(answers: readonly Answer[]): void {
    this.#isBusy = false;
    if (this.#waiting.length > 0) this.#send();
    for (const answer of answers) {
      const pending = this.#pending.get(answer.number);
      this.#pending.delete(answer.number);
      if ('value' in answer) pending?.resolve(answer.value);
      else pending?.reject(errorOf(answer.error));
    }
  }
}

function errorOf({ code, message, details, cause }: PlainError): AgentwireError {
  return new AgentwireError(code, message, details, cause === undefined ? {} : { cause: new Error(cause) });
}
