import type { AGUIEvent } from '@ag-ui/client';
import type { TextMode } from '../generated/graphql.ts';

/** How one kind of text is told in AG-UI. */
export interface TextEvents {
  readonly start: (messageId: string) => readonly AGUIEvent[];
  readonly content: (messageId: string, delta: string) => readonly AGUIEvent[];
  readonly end: (messageId: string) => readonly AGUIEvent[];
}

interface Text {
  readonly messageId: string;
  readonly version: number;
  readonly events: TextEvents;
  text: string;
  isOpen: boolean;
}

/**
 * Texts in pieces, which AG-UI wants between a start and an end. It cannot replace a text: one that does not go on as
 * it began is told as another message behind it.
 */
export class Texts {
  readonly #texts = new Map<string, Text>();

  take(
    id: string,
    { mode, text, final }: { readonly mode: TextMode; readonly text: string; readonly final: boolean },
    events: TextEvents,
  ): readonly AGUIEvent[] {
    const told: AGUIEvent[] = [];
    let at = this.#texts.get(id) ?? newText(id, 1, events);
    let delta = text;
    if (mode === 'REPLACE') {
      if (!text.startsWith(at.text)) {
        told.push(...end(at));
        at = newText(id, at.version + 1, events);
      }
      delta = text.slice(at.text.length);
    }
    this.#texts.set(id, at);
    if (delta !== '') told.push(...append(at, delta));
    if (final) told.push(...end(at));
    return told;
  }

  endAll(): readonly AGUIEvent[] {
    return [...this.#texts.values()].flatMap(end);
  }
}

function newText(id: string, version: number, events: TextEvents): Text {
  const messageId = version === 1 ? id : `${id}#${version}`;
  return { messageId, version, events, text: '', isOpen: false };
}

function append(at: Text, delta: string): readonly AGUIEvent[] {
  const { messageId, events } = at;
  const start = at.isOpen ? [] : events.start(messageId);
  at.isOpen = true;
  at.text += delta;
  return [...start, ...events.content(messageId, delta)];
}

function end(at: Text): readonly AGUIEvent[] {
  if (!at.isOpen) return [];
  at.isOpen = false;
  return at.events.end(at.messageId);
}
