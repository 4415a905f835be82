import type { AgentRun } from '../../publisher/agent.ts';
import type { DemoAgentOptions } from '../agent.ts';
import { listFiles } from '../tools/list-files.ts';
import { readTextFile } from '../tools/read-file.ts';
import { saveAnswer } from '../tools/save-answer.ts';
import { searchFiles } from '../tools/search-files.ts';
import type { Packages } from './packages.ts';

/** UTF-16 units of a file that a model is given at once; it can ask for what comes behind. */
const MAX_TEXT = 16_000;

/** Files that a model is told of; searching goes through all. */
const MAX_FILES = 500;

/** The demo agent's tools as a model calls them. */
export function modelTools(
  { ai: { tool }, z }: Packages,
  { folder, workingFolder }: DemoAgentOptions,
  { runId, signal }: Pick<AgentRun, 'runId' | 'signal'>,
) {
  return {
    list_files: tool({
      title: 'List the text files',
      description: `Lists the paths of the text files in the folder, the first ${MAX_FILES}.`,
      inputSchema: z.object({}),
      async execute() {
        const { files } = await listFiles(folder, signal);
        return { count: files.length, files: files.slice(0, MAX_FILES) };
      },
    }),
    search_files: tool({
      title: 'Search the files',
      description: 'Finds the passages that match words best, in all files of the folder.',
      inputSchema: z.object({ words: z.array(z.string().min(1)).min(1).max(12) }),
      async execute({ words }) {
        const { files } = await listFiles(folder, signal);
        return searchFiles(folder, files, words, signal);
      },
    }),
    read_file: tool({
      title: 'Read a file',
      description: `Reads a file, at most ${MAX_TEXT} characters from \`offset\` on.`,
      inputSchema: z.object({ path: z.string(), offset: z.number().int().min(0).default(0) }),
      async execute({ path, offset }) {
        const { text, lines } = await readTextFile(folder, path, signal);
        const end = Math.min(offset + MAX_TEXT, text.length);
        return { path, lines, text: text.slice(offset, end), nextOffset: end < text.length ? end : null };
      },
    }),
    save_answer: tool({
      title: 'Save the answer',
      description: 'Saves the answer as a file, once the user has approved.',
      inputSchema: z.object({ text: z.string().min(1).describe('The whole answer, in Markdown.') }),
      execute: ({ text }) => saveAnswer(workingFolder, runId, text, signal),
    }),
  };
}
