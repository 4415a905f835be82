import type {
  ResolveInputInput,
  RunListFieldsFragment,
  StartRunInput,
  TypedDocumentString,
} from './generated/graphql.ts';
import { CancelRunDocument, ResolveInputDocument, StartRunDocument } from './generated/graphql.ts';
import { patiently } from './patiently.ts';
import { Retries } from './retries.ts';
import { newRunId } from './run-id.ts';

export interface CommandOptions {
  /** Ends the attempts: it rejects with why the last one failed. What was sent may take effect nevertheless. */
  readonly signal?: AbortSignal;
  /** Hears why it could not be sent, or was not answered, and when it is sent again. */
  readonly onRetry?: (reason: unknown, delayMs: number) => void;
}

/**
 * What the owner of a run can ask of it. Each is sent until it is answered, through whatever a retry can mend, and
 * takes effect once however often that was. Resolves to the run as it stands then.
 */
export interface Commands {
  /** Asks the workers of an agent for a run: QUEUED until one takes it. Without a `runId`, it gets one. */
  startRun(input: StartRunInput, options?: CommandOptions): Promise<RunListFieldsFragment>;
  /** Asks a run to stop; it goes on until its worker has. Rejects with RUN_NOT_FOUND, and RUN_ENDED if it ended otherwise. */
  cancelRun(runId: string, options?: CommandOptions): Promise<RunListFieldsFragment>;
  /**
   * Answers what a run waits for. Rejects with INPUT_NOT_PENDING if that was answered otherwise, on whatever device, or
   * no longer is asked; with BAD_USER_INPUT if the answer does not fit.
   */
  resolveInput(input: ResolveInputInput, options?: CommandOptions): Promise<RunListFieldsFragment>;
}

/** Sends one mutation. Rejects with RequestError, or with the signal's reason. */
export type Ask = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

/** Commands that end with `disposed` at the latest. */
export function commandsOver(ask: Ask, disposed: AbortSignal): Commands {
  const send = async <Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    { signal, onRetry = () => {} }: CommandOptions = {},
  ) => {
    const stop = AbortSignal.any(signal === undefined ? [disposed] : [signal, disposed]);
    const retries = new Retries((delayMs, reason) => onRetry(reason, delayMs));
    const wake = () => retries.wake();
    stop.addEventListener('abort', wake);
    try {
      return await patiently(
        () => ask(document, variables, stop),
        retries,
        () => stop.aborted,
      );
    } finally {
      stop.removeEventListener('abort', wake);
    }
  };
  return {
    startRun: async ({ runId, ...input }, options) => {
      // Of a run whose id the server chooses, the second attempt would start another.
      const named = { ...input, runId: runId ?? newRunId() };
      return (await send(StartRunDocument, { input: named }, options)).startRun.run;
    },
    cancelRun: async (runId, options) => (await send(CancelRunDocument, { runId }, options)).cancelRun.run,
    resolveInput: async (input, options) =>
      (await send(ResolveInputDocument, { input }, options)).resolveInput.run,
  };
}
