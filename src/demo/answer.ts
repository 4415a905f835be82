import type { Quote } from './passages.ts';
import type { Listing } from './tools/list-files.ts';
import type { SearchResult } from './tools/search-files.ts';

/** What a run has found out by the time it answers. */
export interface Findings {
  readonly listing: Listing;
  /** The files to search: those that the question names, or else all listed. */
  readonly files: readonly string[];
  /** The words to search for; empty when the question has none. */
  readonly words: readonly string[];
  /** Null when nothing was searched. */
  readonly result: SearchResult | null;
  /** Passages that hold the words. */
  readonly quotes: readonly Quote[];
  /** In place of quotes: how the files begin that were read before the search. */
  readonly openings: readonly Quote[];
}

/** The answer in Markdown: the quotes with their places, or plainly that there are none, and what was not seen. */
export function answerFrom(findings: Findings): string {
  const { quotes, openings } = findings;
  return [
    verdict(findings),
    ...quotes.map(quoted),
    ...openings.map((opening) => `${opening.path} begins like this.\n\n${quoted(opening)}`),
    ...gaps(findings),
  ].join('\n\n');
}

function verdict({ files, words, result, quotes }: Findings): string {
  if (files.length === 0) return 'This folder has no text files that I could search.';
  if (words.length === 0) return 'The question has no word that I could search for.';
  if (quotes.length > 0) {
    return 'This is what the files say. I only quote; I have no language model to draw conclusions with.';
  }
  if (result !== null && result.hits.length > 0) return 'What I found was gone when I went to read it.';
  return `I found nothing about ${listed(words)} in ${counted(result?.searched ?? 0, 'file')}.`;
}

function quoted({ path, line, text }: Quote): string {
  const lines = text.split(/\r?\n/).map((content) => `> ${content}`);
  return `\`${path}:${line}\`\n\n${lines.join('\n')}`;
}

function gaps({ listing, result, quotes }: Findings): string[] {
  const parts: string[] = [];
  const { missing = [], skipped = [] } = result ?? {};
  if (quotes.length > 0 && missing.length > 0) parts.push(`I found nothing about ${listed(missing)}.`);
  if (skipped.length > 0) parts.push(`I could not search ${counted(skipped.length, 'file')}.`);
  if (listing.truncated) parts.push(`I listed the first ${counted(listing.files.length, 'file')} only.`);
  if (listing.unreadable.length > 0) {
    parts.push(`I could not look into ${counted(listing.unreadable.length, 'folder')}.`);
  }
  return parts;
}

/** For example “a”, “b” and “c”. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words.map((word) => `“${word}”`));
}

/** A number with its noun, in the plural where needed. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
