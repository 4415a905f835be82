import type { AgentEventInput, RequestedRunsSubscription, RunRefInput } from '../client/generated/graphql.ts';
import { RequestError } from '../client/request.ts';
import { AgentwireError } from '../errors.ts';
import type { AgentRun, InputAnswer, RunAgent } from './agent.ts';
import { AgentFailure } from './agent.ts';
import { heardOtherwise } from './heard-otherwise.ts';
import type { Leases } from './leases.ts';
import { OpenParts } from './open-parts.ts';
import type { Outcome } from './outcome.ts';
import { cancelledBy, endOf, isContentRefused, outcomeOf, unexpectedFailure } from './outcome.ts';
import { publish } from './publish.ts';
import { Questions } from './questions.ts';
import type { Outgoing, OwnedRun } from './run-publisher.ts';
import { RunPublisher } from './run-publisher.ts';
import type { StopCause } from './stopped.ts';
import { RunStopped } from './stopped.ts';
import { after } from './timers.ts';
import { endsRun, waitingOf } from './waiting.ts';

export type RunRequest = Extract<
  RequestedRunsSubscription['workerCommands'],
  { readonly __typename: 'RunRequested' }
>;

/** What the runs of one worker share. */
export interface WorkerContext {
  readonly outgoing: Outgoing;
  readonly leases: Leases;
  readonly writerId: string;
  readonly agent: RunAgent;
  /** What the agent's code has to stop, once it is told to. */
  readonly stopWithinMs: number;
  readonly onError: (error: unknown, run: RunRefInput) => void;
  /** Hears that the server lets this worker claim nothing, whatever the run. */
  readonly onRefused: (error: RequestError) => void;
}

/** One run in the hands of a worker: claimed, carried out and ended. */
export class WorkerRun {
  readonly #request: RunRequest;
  readonly #context: WorkerContext;
  readonly #run: OwnedRun;
  readonly #stopping = new AbortController();
  /** What the code has emitted, and what of it is stored. */
  readonly #emitted = new OpenParts();
  readonly #stored = new OpenParts();
  readonly #publisher: RunPublisher;
  readonly #questions: Questions;
  #isEnding = false;

  constructor(request: RunRequest, context: WorkerContext) {
    const { userId, runId } = request;
    const { outgoing, writerId } = context;
    this.#request = request;
    this.#context = context;
    this.#run = { userId, runId, writerId };
    this.#publisher = new RunPublisher(outgoing, this.#run, {
      // Behind its agentStarted, which claims it.
      firstSeq: 2,
      onTaken: (event) => this.#emitted.note(event),
      onStored: (events) => {
        for (const event of events) this.#stored.note(event);
      },
    });
    this.#questions = new Questions((event) => this.#emit(event), this.#stopping.signal);
  }

  /** Never rejects. Does nothing if another worker has the run. */
  async carryOut(): Promise<void> {
    try {
      if (await this.#claim()) await this.#work();
    } catch (error) {
      this.#context.onError(error, this.#request);
    }
  }

  /** Tells the code to stop, which ends the run. Of a run that stops already, the first cause counts. */
  stop(cause: StopCause, options?: ErrorOptions): void {
    if (!this.#stopping.signal.aborted) this.#stopping.abort(new RunStopped(cause, options));
  }

  answer(interruptId: string, answer: InputAnswer): void {
    this.#questions.answer(interruptId, answer);
  }

  /** Resolves to whether the run is this worker's, to begin now. */
  async #claim(): Promise<boolean> {
    const { endpoint, options } = this.#context.outgoing;
    const { agentName: name, threadId, input } = this.#request;
    const { event } = waitingOf({ agentStarted: { agent: { name }, threadId, input } });
    const giveUp = this.#stopping.signal;
    try {
      // Not to be broken off: what is on its way may make the run this worker's.
      const { lastSeq } = await publish(
        endpoint,
        { ...this.#run, firstSeq: 1, events: [event] },
        { ...options, signal: new AbortController().signal, giveUp },
      );
      // More than its first event is there: this is the repetition of a command.
      return lastSeq === 1;
    } catch (error) {
      if (isOfWorker(error)) this.#context.onRefused(error);
      else if (!isTaken(error) && !giveUp.aborted) throw error;
      return false;
    }
  }

  async #work(): Promise<void> {
    const { leases } = this.#context;
    const { signal } = this.#publisher;
    signal.addEventListener('abort', () => {
      this.stop(isContentRefused(signal.reason) ? 'REFUSED' : 'LOST', { cause: signal.reason });
    });
    leases.add(this.#run, (error) => this.#publisher.fail(error));
    try {
      await this.#end(await this.#outcome());
    } finally {
      leases.delete(this.#run);
    }
  }

  /** How the code came out; that of code which does not stop in time is not waited for. */
  async #outcome(): Promise<Outcome> {
    const { agent, stopWithinMs } = this.#context;
    const { signal } = this.#stopping;
    if (signal.aborted) return { result: {} };
    const settled = new AbortController();
    const overdue = Promise.withResolvers<Outcome>();
    signal.addEventListener('abort', () =>
      after(stopWithinMs, settled.signal, () => overdue.resolve({ result: {} })),
    );
    const outcome = await Promise.race([outcomeOf(agent, this.#asSeen()), overdue.promise]);
    settled.abort();
    return outcome;
  }

  #asSeen(): AgentRun {
    const { userId, runId, threadId, input } = this.#request;
    return {
      userId,
      runId,
      threadId,
      input,
      signal: this.#stopping.signal,
      emit: (event) => heardOtherwise(this.#emit(event)),
      askForInput: (question) => heardOtherwise(this.#questions.ask(question)),
    };
  }

  async #emit(event: AgentEventInput): Promise<void> {
    this.#publisher.signal.throwIfAborted();
    if (this.#isEnding) throw new AgentwireError('RUN_ENDED');
    assertEmittable(event);
    await this.#publish([...this.#emitted.missingBefore(event), event]);
  }

  async #publish(events: readonly AgentEventInput[]): Promise<void> {
    await Promise.all(events.map((event) => this.#publisher.publish(event)));
  }

  async #end(outcome: Outcome): Promise<void> {
    this.#isEnding = true;
    this.#questions.close();
    const { signal } = this.#stopping;
    const cause = signal.aborted ? (signal.reason as RunStopped).stopCause : null;
    this.#tellOf(outcome, cause);
    if (cause === 'LOST') throw this.#publisher.signal.reason;
    try {
      await this.#publish([
        ...this.#emitted.closing(cause === null ? 'UNKNOWN' : 'CANCELLED'),
        cause === 'USER' || cause === 'SHUTDOWN' ? cancelledBy(cause, outcome) : endOf(outcome),
      ]);
      await this.#publisher.flush();
    } catch (error) {
      if (!isContentRefused(error)) throw error;
      await this.#endBehindStored();
      throw error;
    }
  }

  /** An event was refused, and all behind it with it: the run ends behind those that were stored. */
  async #endBehindStored(): Promise<void> {
    await this.#publisher.flush().catch(() => {});
    const ending = new RunPublisher(this.#context.outgoing, this.#run, {
      firstSeq: this.#publisher.lastSeq + 1,
    });
    const events = [...this.#stored.closing('UNKNOWN'), unexpectedFailure()];
    await Promise.all(events.map((event) => ending.publish(event)));
    await ending.flush();
  }

  /** Tells whoever runs the worker of what is behind a failure: the user is not told. */
  #tellOf(outcome: Outcome, cause: StopCause | null): void {
    if ('result' in outcome) return;
    const { error } = outcome;
    // Without a cause, it is the agent's own word to the user.
    if (error instanceof AgentFailure && error.cause === undefined) return;
    const origin = error instanceof AgentFailure ? error.cause : error;
    const isStop = cause !== null && origin instanceof Error && origin.name === 'AbortError';
    if (!isStop && origin !== this.#publisher.signal.reason) this.#context.onError(error, this.#request);
  }
}

/** What a claim is refused with where the run is not to be had any more. */
const takenCodes: ReadonlySet<string> = new Set([
  'RUN_HAS_ANOTHER_WRITER',
  'RUN_ENDED',
  'RUN_ALREADY_STARTED',
]);

const isTaken = (error: unknown) => error instanceof RequestError && takenCodes.has(error.code);

/** What a claim is refused with where it is the token that is no good. */
const isOfWorker = (error: unknown): error is RequestError =>
  error instanceof RequestError &&
  !error.retryable &&
  (error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED');

function assertEmittable(event: AgentEventInput): void {
  if (event.agentStarted === undefined && !endsRun(event)) return;
  throw new TypeError(
    'A run’s beginning and end are published for it: return a RunResult, or throw an AgentFailure.',
  );
}
