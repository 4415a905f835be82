import type { TextPart } from './run-events.ts';

interface OpenText {
  /** The text's id in events. */
  readonly id: string;
  text: string;
}

/** UTF-16 units, with room for what makes an id unique. */
const MAX_ID_LENGTH = 240;

/**
 * Texts that come in pieces and then, from most frameworks, once more as a whole. An id that is used again behind the
 * end of its text is another text's.
 */
export class OpenTexts {
  readonly #send: (id: string, part: TextPart) => Promise<void>;
  readonly #open = new Map<string, OpenText>();
  readonly #timesUsed = new Map<string, number>();

  /** `send` is one of RunEvents. */
  constructor(send: (id: string, part: TextPart) => Promise<void>) {
    this.#send = send;
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  async append(id: string, text: string): Promise<void> {
    if (text === '') return;
    const open = this.#begun(id);
    open.text += text;
    await this.#send(open.id, { text });
  }

  /** Ends a text. `whole` is what it should have come to; without any text there is nothing to end. */
  async finish(id: string, whole?: string): Promise<void> {
    if (!this.isOpen(id) && !whole) return;
    const open = this.#begun(id);
    this.#open.delete(id);
    await this.#send(open.id, { ...rest(open.text, whole ?? open.text), final: true });
  }

  async finishAll(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.finish(id);
  }

  #begun(id: string): OpenText {
    const open = this.#open.get(id) ?? { id: this.#uniqueId(id), text: '' };
    this.#open.set(id, open);
    return open;
  }

  #uniqueId(id: string): string {
    const times = (this.#timesUsed.get(id) ?? 0) + 1;
    this.#timesUsed.set(id, times);
    const valid = id.replaceAll('\0', '').toWellFormed().slice(0, MAX_ID_LENGTH).toWellFormed() || 'text';
    return times === 1 ? valid : `${valid}#${times}`;
  }
}

/** What makes the whole of the text so far. */
function rest(text: string, whole: string): TextPart {
  if (whole.startsWith(text)) return { text: whole.slice(text.length) };
  return { text: whole, mode: 'REPLACE' };
}
