import { createInterface } from 'node:readline/promises';
import type { AgentwireClient } from '../client/agentwire-client.ts';
import type { DeliveredEvent } from '../client/delivered.ts';
import type { ResolveInputInput } from '../client/generated/graphql.ts';
import { RequestError } from '../client/request.ts';
import { oneLine } from './one-line.ts';
import { patientlySent } from './patiently-sent.ts';
import { isYesOrNo, ToolNames } from './tool-names.ts';

type InputRequired = Extract<DeliveredEvent, { readonly __typename?: 'InputRequired' }>;
type Answer = Pick<ResolveInputInput, 'resolution' | 'response'>;

export interface TerminalAnswersOptions {
  readonly client: Pick<AgentwireClient, 'resolveInput'>;
  readonly input: NodeJS.ReadableStream;
  /** Where the questions are written. */
  readonly output: NodeJS.WritableStream;
  /** Ctrl-C, which a terminal that is being read from gives to whoever reads. */
  readonly onInterrupt: () => void;
}

/** Asks whoever sits at a terminal for what runs wait for, one thing at a time, unless it is answered elsewhere before. */
export class TerminalAnswers {
  readonly #options: TerminalAnswersOptions;
  /** How to end each question that is asked or is still to be. */
  readonly #open = new Map<string, AbortController>();
  readonly #tools = new ToolNames();
  #last: Promise<void> = Promise.resolve();

  constructor(options: TerminalAnswersOptions) {
    this.#options = options;
  }

  /** Takes note of an event of a run. */
  hear(event: DeliveredEvent): void {
    this.#tools.hear(event);
    if (event.__typename === 'InputRequired') this.#ask(event);
    else if (event.__typename === 'InputResolved') this.#open.get(keyOf(event))?.abort();
  }

  /** Ends all questions. Resolves once the terminal is free. */
  async close(): Promise<void> {
    for (const end of this.#open.values()) end.abort();
    await this.#last;
  }

  #ask(event: InputRequired): void {
    const end = new AbortController();
    const question = questionOf(event, this.#tools);
    this.#open.set(keyOf(event), end);
    this.#last = this.#last
      .then(() => this.#answer(event, question, end.signal))
      .finally(() => this.#open.delete(keyOf(event)));
  }

  async #answer(event: InputRequired, question: string, signal: AbortSignal): Promise<void> {
    const { client, output } = this.#options;
    const { runId, interruptId } = event;
    while (!signal.aborted) {
      const text = await this.#read(question, signal);
      if (text === null) return;
      const answer = answerOf(event, text.trim());
      if (answer === null) continue;
      try {
        await patientlySent((options) => client.resolveInput({ runId, interruptId, ...answer }, options));
        return;
      } catch (error) {
        output.write(`${(error as Error).message}\n`);
        // Only an answer that does not fit can be followed by a better one.
        if (!(error instanceof RequestError && error.code === 'BAD_USER_INPUT')) return;
      }
    }
  }

  /** A line; null if there will be none. */
  async #read(question: string, signal: AbortSignal): Promise<string | null> {
    const { input, output, onInterrupt } = this.#options;
    const lines = createInterface({ input, output });
    const over = new AbortController();
    const end = () => {
      output.write('\n');
      over.abort();
    };
    const close = () => lines.close();
    lines.once('close', end).once('SIGINT', () => {
      close();
      onInterrupt();
    });
    signal.addEventListener('abort', close);
    try {
      return await lines.question(question, { signal: over.signal });
    } catch {
      return null;
    } finally {
      signal.removeEventListener('abort', close);
      lines.off('close', end).close();
    }
  }
}

/** Runs and what they ask for have ids that do not meet. */
const keyOf = ({ runId, interruptId }: { readonly runId: string; readonly interruptId: string }) =>
  JSON.stringify([runId, interruptId]);

function questionOf(event: InputRequired, tools: ToolNames): string {
  const { prompt, inputKind, proposedInput, responseSchema } = event;
  const tool = prompt == null ? null : tools.of(event);
  const value = (name: string, json: unknown) =>
    json == null ? [] : [`  ${name}: ${oneLine(JSON.stringify(json))}`];
  const lines = [
    oneLine(tools.promptOf(event)),
    ...(tool === null ? [] : [`  tool: ${oneLine(tool)}`]),
    ...value('proposed', proposedInput),
    ...value('as JSON that fits', responseSchema),
  ];
  return `${lines.join('\n')}\n${isYesOrNo(inputKind) ? '[y/n] ' : '> '}`;
}

const yesOrNo: Readonly<Record<string, Answer>> = {
  y: { resolution: 'APPROVED' },
  yes: { resolution: 'APPROVED' },
  n: { resolution: 'DENIED' },
  no: { resolution: 'DENIED' },
};

/** The answer that a line is; null if it is none. */
function answerOf(event: InputRequired, text: string): Answer | null {
  if (text === '') return null;
  const response = event.responseSchema == null ? text : valueIn(text);
  if (!isYesOrNo(event.inputKind)) return { resolution: 'ANSWERED', response };
  const plain = yesOrNo[text.toLowerCase()];
  if (plain !== undefined) return plain;
  return event.responseSchema == null ? null : { resolution: 'APPROVED', response };
}

/** Who is to type a text need not put it in quotes. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
