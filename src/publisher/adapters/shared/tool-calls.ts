interface Call {
  readonly toolCallId: string;
  readonly toolName: string;
  open: boolean;
}

const MAX_ID_LENGTH = 256;

/**
 * Pairs what a framework says of tool calls, by its ids. An event's id is unique within the run, which a framework's
 * need not be: some models number the calls of each answer anew.
 */
export class ToolCalls {
  readonly #calls = new Map<string, Call>();
  readonly #timesUsed = new Map<string, number>();

  /** The call that begins; null if it is open already, as one that was interrupted and begins again. */
  start(id: string, toolName: string): Call | null {
    if (this.#calls.get(id)?.open) return null;
    const call = { toolCallId: this.#uniqueId(id), toolName: nameOf(toolName), open: true };
    this.#calls.set(id, call);
    return call;
  }

  open(id: string): Call | null {
    const call = this.#calls.get(id);
    return call?.open ? call : null;
  }

  /** Whether the call has begun, be it over or not. */
  isKnown(id: string): boolean {
    return this.#calls.has(id);
  }

  #uniqueId(id: string): string {
    const times = (this.#timesUsed.get(id) ?? 0) + 1;
    this.#timesUsed.set(id, times);
    const unique = times === 1 ? id : `${id}#${times}`;
    return isValidId(unique) ? unique : crypto.randomUUID();
  }
}

function isValidId(id: string): boolean {
  return id.length > 0 && id.length <= MAX_ID_LENGTH && id.isWellFormed() && !id.includes('\0');
}

/** A name has to be an id too; a model may make up any. */
function nameOf(toolName: string): string {
  return toolName.replaceAll('\0', '').toWellFormed().slice(0, MAX_ID_LENGTH).toWellFormed() || 'unknown';
}
