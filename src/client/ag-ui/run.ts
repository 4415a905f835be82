import type { AGUIEvent, ResumeEntry, RunAgentInput } from '@ag-ui/client';
import { contentToText } from '@ag-ui/client';
import type { AgentwireClient } from '../agentwire-client.ts';
import { RequestError } from '../request.ts';
import { resumedOf } from './interrupts.ts';
import { AgUiTranslation } from './translation.ts';

/** What of a client is needed, as createAgentwireClient makes one. */
export type AgUiClient = Pick<AgentwireClient, 'startRun' | 'cancelRun' | 'resolveInput' | 'agentEvents'>;

export interface RunAsAgUiOptions {
  /** Which agent's workers are asked. */
  readonly agent: string;
  /** What the run is to work on. Default: the text of the newest message of the user. */
  readonly toInput?: (input: RunAgentInput) => unknown;
  /** Ends the events. The run goes on. */
  readonly signal?: AbortSignal;
  /** Asks the run to stop. Its events go on until it has. */
  readonly cancel?: AbortSignal;
}

/** Where to follow a run from. */
interface Place {
  readonly runId: string;
  readonly from: { readonly after: string } | { readonly start: 'EARLIEST' };
}

/**
 * Does what an AG-UI client asks for, and tells of it: starts the run that `input` asks for, with its `runId`, or answers
 * what a run was interrupted for and goes on behind that. Asked for with the same `runId` and input once more, a run is
 * told from its beginning.
 */
export async function* runAsAgUi(
  client: AgUiClient,
  input: RunAgentInput,
  { agent, toInput = newestQuestion, signal = never(), cancel = never() }: RunAsAgUiOptions,
): AsyncGenerator<AGUIEvent, void, undefined> {
  const { threadId, runId } = input;
  let translation = new AgUiTranslation({ threadId, runId });
  yield* translation.begin();
  const cancelling = new AbortController();
  try {
    const place = await placeOf(client, input, { agent, toInput, signal });
    translation = new AgUiTranslation({ threadId, runId, follows: place.runId });
    stopOn(cancel, client, place.runId, cancelling);
    const stop = AbortSignal.any([signal, cancelling.signal]);
    for await (const event of client.agentEvents({ ...place.from, runId: place.runId }, { signal: stop })) {
      yield* translation.take(event);
      if (translation.isOver) return;
    }
    cancelling.signal.throwIfAborted();
    if (!signal.aborted) yield* translation.fail('The run is not there any more.', 'RUN_NOT_FOUND');
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof RequestError)) throw error;
    yield* translation.fail(error.message, error.code);
  }
}

async function placeOf(
  client: AgUiClient,
  { threadId, runId, resume = [], ...input }: RunAgentInput,
  { agent, toInput, signal }: Required<Omit<RunAsAgUiOptions, 'cancel'>>,
): Promise<Place> {
  if (resume.length > 0) return answerAll(client, resume, signal);
  const asked = toInput({ threadId, runId, ...input });
  const run = await client.startRun({ agent, input: asked, threadId, runId }, { signal });
  return { runId: run.id, from: run.lastSeq === 0 ? { after: run.cursor } : { start: 'EARLIEST' } };
}

async function answerAll(
  client: AgUiClient,
  resume: readonly ResumeEntry[],
  signal: AbortSignal,
): Promise<Place> {
  const resumed = resume.map((entry) => resumedOf(entry)).filter((one) => one !== null);
  const [first] = resumed;
  if (first === undefined || resumed.length < resume.length) {
    throw new RequestError('An interrupt is answered that is none of these.', { code: 'BAD_USER_INPUT' });
  }
  for (const { answer } of resumed) {
    await client.resolveInput(answer, { signal }).catch((error) => {
      // Answered elsewhere, or no longer asked: what came of it is told.
      if (!isOneOf(error, ['INPUT_NOT_PENDING', 'RUN_ENDED'])) throw error;
    });
  }
  return { runId: first.follows, from: { after: first.after } };
}

function stopOn(cancel: AbortSignal, client: AgUiClient, runId: string, failing: AbortController): void {
  const stop = () =>
    client.cancelRun(runId).catch((error) => {
      if (!isOneOf(error, ['RUN_ENDED'])) failing.abort(error);
    });
  if (cancel.aborted) void stop();
  else cancel.addEventListener('abort', stop, { once: true });
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return error instanceof RequestError && codes.includes(error.code);
}

function newestQuestion({ messages }: RunAgentInput): string {
  return contentToText(messages.findLast(({ role }) => role === 'user')?.content as string | undefined);
}

const never = () => new AbortController().signal;
