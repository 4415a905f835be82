import { counted, listed } from './answer.ts';
import type { DemoEvent } from './event.ts';
import { call, type RunContext, think } from './steps.ts';
import { ToolFailure } from './tools/failure.ts';
import { type Listing, listFiles } from './tools/list-files.ts';
import { readTextFile } from './tools/read-file.ts';
import { type SearchResult, searchFiles } from './tools/search-files.ts';

/** Events are small: a longer list of files is told by its beginning. */
const MAX_FILES_TOLD = 50;

/** Lists the folder. Throws listFiles's ToolFailure: without a folder there is no run. */
export async function* list(run: RunContext): AsyncGenerator<DemoEvent, Listing> {
  return yield* call(run, {
    toolName: 'list_files',
    title: 'List the text files',
    input: {},
    execute: () => listFiles(run.folder, run.signal),
    report: ({ files, truncated, unreadable }) => ({
      count: files.length,
      truncated,
      unreadable: unreadable.slice(0, MAX_FILES_TOLD),
      firstFiles: files.slice(0, MAX_FILES_TOLD),
    }),
  });
}

/** Searches the files for the words; neither may be empty. */
export async function* search(
  run: RunContext,
  files: readonly string[],
  words: readonly string[],
): AsyncGenerator<DemoEvent, SearchResult> {
  yield* think(run, 'search', `I search ${counted(files.length, 'file')} for ${listed(words)}.`);
  return yield* call(run, {
    toolName: 'search_files',
    title: `Search for ${words.join(', ')}`,
    input: { words, fileCount: files.length },
    execute: () => searchFiles(run.folder, files, words, run.signal),
    report: (result) => ({ ...result, skipped: result.skipped.slice(0, MAX_FILES_TOLD) }),
  });
}

/** Reads a file into the run's texts, once. One that cannot be read stays out; the events say why. */
export async function* read(run: RunContext, path: string): AsyncGenerator<DemoEvent, void> {
  if (run.texts.has(path)) return;
  try {
    const { text } = yield* call(run, {
      toolName: 'read_file',
      title: `Read ${path}`,
      input: { path },
      execute: () => readTextFile(run.folder, path, run.signal),
      report: ({ bytes, lines }) => ({ path, bytes, lines }),
    });
    run.texts.set(path, text);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
  }
}
