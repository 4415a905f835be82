import type {
  AgentEventInput,
  TextMode,
  ThinkingKind,
  ToolCompletedInput,
  ToolProgressInput,
} from '../../../client/generated/graphql.ts';
import type { AdapterRun } from '../../agent.ts';
import { toJson } from './json.ts';
import { ToolCalls } from './tool-calls.ts';

export interface ToolStart {
  readonly toolName: string;
  readonly title?: string | undefined;
  readonly input?: unknown;
}

export type ToolEnd = Omit<ToolCompletedInput, 'toolCallId' | 'toolName'>;
export type ToolNews = Omit<ToolProgressInput, 'toolCallId'>;

export interface TextPart {
  readonly text: string;
  readonly final?: boolean;
  readonly mode?: TextMode;
}

/** UTF-16 units: even as JSON escapes of six bytes each they fit into an event. */
const MAX_TEXT_LENGTH = 32 * 1024;

/** What an adapter says of its run, put in order, in pairs and in JSON. Each method resolves as `emit` does. */
export class RunEvents {
  readonly #run: Pick<AdapterRun, 'emit'>;
  readonly #calls = new ToolCalls();
  #last: Promise<void> = Promise.resolve();

  constructor(run: Pick<AdapterRun, 'emit'>) {
    this.#run = run;
  }

  /** Emits behind all that was given before, however concurrent; once one is refused, so are those behind it. */
  emit(event: AgentEventInput): Promise<void> {
    this.#last = this.#last.then(() => this.#run.emit(event));
    // Whoever waits for it hears of it.
    this.#last.catch(() => {});
    return this.#last;
  }

  message(messageId: string, part: TextPart): Promise<void> {
    return this.#texts(part, (piece) => ({ messageDelta: { messageId, ...piece } }));
  }

  thinking(blockId: string, part: TextPart, thinkingKind: ThinkingKind = 'REASONING'): Promise<void> {
    return this.#texts(part, (piece) => ({ agentThinking: { blockId, thinkingKind, ...piece } }));
  }

  /** The call's id in events, if it is open. */
  openCall(id: string): string | null {
    return this.#calls.open(id)?.toolCallId ?? null;
  }

  /** Whether anything was said of the call so far. */
  knowsCall(id: string): boolean {
    return this.#calls.isKnown(id);
  }

  toolStarted(id: string, { toolName, title, input }: ToolStart): Promise<void> {
    const call = this.#calls.start(id, toolName);
    if (call === null) return this.#last;
    const json = toJson(input);
    return this.emit({
      toolExecuting: {
        toolCallId: call.toolCallId,
        toolName: call.toolName,
        ...(title !== undefined && { title }),
        ...(json !== undefined && { input: json }),
      },
    });
  }

  /** News of a call that is not open are dropped: there is nothing that they could be about. */
  toolProgressed(id: string, { partial, ...news }: ToolNews): Promise<void> {
    const call = this.#calls.open(id);
    if (call === null) return this.#last;
    const json = toJson(partial);
    return this.emit({
      toolProgress: { toolCallId: call.toolCallId, ...news, ...(json !== undefined && { partial: json }) },
    });
  }

  /** A call that ends without having begun begins first; what is said of a call that has ended is dropped. */
  toolEnded(id: string, start: ToolStart, { output, ...end }: ToolEnd): Promise<void> {
    if (!this.#calls.isKnown(id)) void this.toolStarted(id, start);
    const call = this.#calls.open(id);
    if (call === null) return this.#last;
    call.open = false;
    const json = toJson(output);
    return this.emit({
      toolCompleted: {
        toolCallId: call.toolCallId,
        toolName: call.toolName,
        ...end,
        ...(json !== undefined && { output: json }),
      },
    });
  }

  #texts(
    { text, final = false, mode = 'APPEND' }: TextPart,
    toEvent: (piece: Required<TextPart>) => AgentEventInput,
  ): Promise<void> {
    if (text === '' && !final && mode === 'APPEND') return this.#last;
    for (let start = 0; start === 0 || start < text.length; start += MAX_TEXT_LENGTH) {
      const end = start + MAX_TEXT_LENGTH;
      void this.emit(
        toEvent({
          mode: start === 0 ? mode : 'APPEND',
          text: text.slice(start, end),
          final: final && end >= text.length,
        }),
      );
    }
    return this.#last;
  }
}
