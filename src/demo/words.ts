/**
 * Words that say nothing about what a question is after; the last row are endings of file names, which a
 * question that names a file brings along.
 */
const STOP_WORDS = new Set(
  `a about after all also am an and any are as at be because been before being between but by can could
  describe did do does doing done each explain find for from get give had has have he here how i if in into
  is it its just like many may me mean means mention mentions might much must my no not of on only or our
  out over please say says shall she should show so some such tell tells than that the their them then there
  these they this those to under us use used very was we were what when where whether which while who whom
  whose why will with would you your
  md txt ts js json`.split(/\s+/),
);

/** More words than this make a search slower and not better. */
const MAX_SEARCH_WORDS = 12;

/** The first alternative ends a word where small letters end, the second takes what has none. */
const WORD = /\p{Lu}*[\p{Ll}\p{M}\p{N}]+|[\p{L}\p{M}\p{N}]+/gu;

/**
 * Every word of a text, in lower case. A name such as `finalText` or `final_text` counts as its parts. Languages
 * written without spaces are not taken apart: there a word is whatever stands between two signs.
 */
export function wordsOf(text: string): string[] {
  const words = text.normalize('NFC').match(WORD) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** The words of a question worth searching for, at most 12, each stem once; empty when there are none. */
export function searchWordsOf(question: string): string[] {
  const byStem = new Map<string, string>();
  for (const word of wordsOf(question)) {
    if (!STOP_WORDS.has(word) && !byStem.has(stemOf(word))) byStem.set(stemOf(word), word);
  }
  return [...byStem.values()].slice(0, MAX_SEARCH_WORDS);
}

/**
 * What the English forms of a word share: `caches`, `cached` and `caching` all give `cach`. Crude on purpose: the
 * same rule acts on the question and on the files, so a stem need not be a word.
 */
export function stemOf(word: string): string {
  return word
    .replace(/(?<=.{3})(?:ies|s)$/u, '')
    .replace(/(?<=.{3})(?:ing|ed|e|y)$/u, '')
    .replace(/(\p{L})\1$/u, '$1');
}

/** Names longer than this are no file's; the bound keeps hostile questions cheap. */
const MAX_NAME_CHARACTERS = 200;

/** The files that a question names, such as `docs/errors.md`, at most 3, whether or not they exist. */
export function filesNamedIn(question: string): string[] {
  const names = question
    .split(/[^\p{L}\p{N}_@./-]+/u)
    .filter((name) => name.length <= MAX_NAME_CHARACTERS)
    .map((name) => name.replace(/[./-]+$/, ''))
    .filter((name) => /\.\p{L}[\p{L}\p{N}]{1,9}$/u.test(name));
  return [...new Set(names)].slice(0, 3);
}
