/** Longer texts are shown cut off at first: a page of them would stop scrolling smoothly. In UTF-16 units. */
export const SHOWN_LENGTH = 8 * 1024;

/** A JSON value as people read it: a string as it is, everything else indented. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The beginning of a text, without half a character at its end. The text itself where it is not longer. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const cutsPair = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return text.slice(0, cutsPair ? length - 1 : length);
}

/** `420 characters`, `8.2 K characters`, `1.3 M characters` */
export function formatLength(text: string): string {
  return `${compact.format(text.length)} characters`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/**
 * A text in pieces of about `length` that each begin on a line of their own, so that of a text which grows only the
 * last piece changes. Put together with a line feed between them they are the text.
 */
export function piecesOf(text: string, length: number): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (;;) {
    const end = text.indexOf('\n', start + length);
    if (end === -1) return [...pieces, text.slice(start)];
    pieces.push(text.slice(start, end));
    start = end + 1;
  }
}
