import { counted, listed } from './answer.ts';
import type { RunContext, Step } from './steps.ts';
import { call, callIfApproved, think } from './steps.ts';
import { ToolFailure } from './tools/failure.ts';
import { type Listing, listFiles } from './tools/list-files.ts';
import { readTextFile } from './tools/read-file.ts';
import { answerPathOf, saveAnswer } from './tools/save-answer.ts';
import { type SearchResult, searchFiles } from './tools/search-files.ts';

/** Events are small: a longer list of files is told by its beginning. */
export const MAX_FILES_TOLD = 50;

/** What of an answer, in UTF-16 units, is shown to whoever is to approve that it is saved. */
const MAX_SHOWN = 500;

/** Lists the folder. Throws listFiles's ToolFailure: without a folder there is no run. */
export async function* list(run: RunContext): Step<Listing> {
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
): Step<SearchResult> {
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
export async function* read(run: RunContext, path: string): Step {
  if (run.texts.has(path)) return;
  const file = yield* unlessItFails(
    call(run, {
      toolName: 'read_file',
      title: `Read ${path}`,
      input: { path },
      execute: () => readTextFile(run.folder, path, run.signal),
      report: ({ bytes, lines }) => ({ path, bytes, lines }),
    }),
  );
  if (file !== null) run.texts.set(path, file.text);
}

/** Saves the answer if the user approves. Whether it is saved, the events say. */
export async function* offerToSave(run: RunContext, answer: string): Step {
  const path = answerPathOf(run.runId);
  const tool = {
    toolName: 'save_answer',
    title: 'Save the answer',
    input: { path, text: beginningOf(answer) },
    execute: () => saveAnswer(run.workingFolder, run.runId, answer, run.signal),
    report: ({ bytes }: { readonly bytes: number }) => ({ path, bytes }),
  };
  yield* unlessItFails(callIfApproved(run, tool, savePromptOf(run.runId)));
}

/** What the user is asked before an answer is saved. */
export function savePromptOf(runId: string): string {
  return `May I save the answer as ${answerPathOf(runId)}?`;
}

/** Null where the tool fails, of which its events have told. */
async function* unlessItFails<Result>(step: Step<Result>): Step<Result | null> {
  try {
    return yield* step;
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    return null;
  }
}

function beginningOf(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;
}
