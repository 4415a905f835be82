/** A few neighbouring lines of a file, word for word. */
export interface Passage {
  /** The line, from 1, on which the text begins. */
  readonly line: number;
  readonly text: string;
}

/** A passage with its file. */
export interface Quote extends Passage {
  /** Inside the folder, with `/` between its parts. */
  readonly path: string;
}

const MAX_LINES = 8;
const MAX_CHARACTERS = 600;

/** A heading stays with the paragraph under it: alone it would outrank every text that says more. */
const MIN_CHARACTERS = 80;

/** Pieces of a line no longer than a passage may be, cut between words where there are any. */
const LINE_PIECES = new RegExp(`.{1,${MAX_CHARACTERS}}(?!\\S)|.{1,${MAX_CHARACTERS}}`, 'gsu');

/**
 * Takes a text apart into passages of at most 8 lines and 600 characters, mostly its paragraphs. Each is a
 * verbatim part of the text; blank space between them belongs to none.
 */
export function* passagesOf(text: string): Generator<Passage> {
  let open: Passage | null = null;
  for (const [index, content] of text.split('\n').entries()) {
    // Two pieces of one long line never meet in a passage: each is as long as fits.
    for (const piece of content.match(LINE_PIECES) ?? ['']) {
      if (open !== null && isComplete(open, piece)) {
        yield closed(open);
        open = null;
      }
      if (open !== null) open = { line: open.line, text: `${open.text}\n${piece}` };
      else if (piece.trim() !== '') open = { line: index + 1, text: piece };
    }
  }
  if (open !== null) yield closed(open);
}

function isComplete({ text }: Passage, next: string): boolean {
  if (next.trim() === '' && text.length >= MIN_CHARACTERS) return true;
  return text.length + next.length >= MAX_CHARACTERS || text.split('\n').length === MAX_LINES;
}

function closed({ line, text }: Passage): Passage {
  return { line, text: text.trimEnd() };
}
