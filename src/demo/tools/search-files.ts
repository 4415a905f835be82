import { type Hit, PassageSearch } from '../search.ts';
import { ToolFailure, type ToolFailureCode } from './failure.ts';
import { readTextFile } from './read-file.ts';

export interface SearchResult {
  /** Best first, at most 8. */
  readonly hits: readonly Hit[];
  /** The words that no file holds. */
  readonly missing: readonly string[];
  /** How many files were searched. */
  readonly searched: number;
  /** The files that could not be, and why. */
  readonly skipped: readonly { readonly path: string; readonly code: ToolFailureCode }[];
}

const MAX_HITS = 8;

/**
 * Searches the given files of a folder for words. A file that cannot be read is named in `skipped`.
 * Throws the signal's reason when it aborts.
 */
export async function searchFiles(
  folder: string,
  files: readonly string[],
  words: readonly string[],
  signal?: AbortSignal,
): Promise<SearchResult> {
  const search = new PassageSearch(words);
  const skipped: { path: string; code: ToolFailureCode }[] = [];
  for (const path of files) {
    try {
      search.add(path, (await readTextFile(folder, path, signal)).text);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      skipped.push({ path, code: error.code });
    }
  }
  return {
    hits: search.best(MAX_HITS),
    missing: search.missing(),
    searched: files.length - skipped.length,
    skipped,
  };
}
