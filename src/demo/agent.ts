import type { AgentRun, RunAgent, RunResult } from '../publisher/agent.ts';
import { AgentFailure } from '../publisher/agent.ts';
import { answerFrom, listed } from './answer.ts';
import { list, offerToSave, read, search } from './calls.ts';
import type { Quote } from './passages.ts';
import { passagesOf } from './passages.ts';
import { questionOf } from './question.ts';
import type { Hit } from './search.ts';
import type { RunContext, Step } from './steps.ts';
import { say, think } from './steps.ts';
import { ToolFailure } from './tools/failure.ts';
import type { Listing } from './tools/list-files.ts';
import { filesNamedIn, searchWordsOf } from './words.ts';

/** The name under which users ask for it. */
export const AGENT_NAME = 'demo';

export interface DemoAgentOptions {
  /** The folder to answer from. Nothing outside it is read. */
  readonly folder: string;
  /** Where answers are saved, in `.agentwire/answers`, if the user approves. Nothing else is written. */
  readonly workingFolder: string;
  /** Milliseconds to wait before each streamed word. Default: 0. */
  readonly paceMs?: number;
  /** What the user has to approve, in milliseconds. Default: 5 minutes. */
  readonly approvalWithinMs?: number;
}

export const APPROVAL_WITHIN_MS = 300_000;

const SUMMARY = 'SUMMARY.md';

const INTRODUCTION =
  'I am a rule-based agent with no language model: I search the files of this folder for the words of the ' +
  `question and quote what I find. First I see whether there is a ${SUMMARY} to fall back on.`;

const MAX_QUOTES = 3;

/** Of the best hit's score; what has less is mostly a passage that happens to share a word. */
const LEAST_SHARE = 0.4;

/**
 * The demo agent: it answers a question, the run's input, with quotes from the text files of a folder, by rules,
 * without a language model, and offers to save the answer. Its tools really run, and their failures are part of the run.
 *
 * A run fails with INVALID_INPUT where there is no question, and with TOOL_ERROR where the folder cannot be read.
 */
export function demoAgent(options: DemoAgentOptions): RunAgent {
  return async function* (run) {
    const question = questionOf(run.input);
    try {
      return yield* answer(contextOf(run, options), question);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      throw new AgentFailure('TOOL_ERROR', error.message, { cause: error });
    }
  };
}

function contextOf(
  { runId, signal, askForInput }: AgentRun,
  { folder, workingFolder, paceMs = 0, approvalWithinMs = APPROVAL_WITHIN_MS }: DemoAgentOptions,
): RunContext {
  const start = { toolCalls: 0, texts: new Map() };
  return { runId, signal, askForInput, folder, workingFolder, paceMs, approvalWithinMs, ...start };
}

async function* answer(run: RunContext, question: string): Step<RunResult> {
  yield* think(run, 'introduction', INTRODUCTION);
  yield* read(run, SUMMARY);
  const listing = yield* list(run);
  const named = yield* readNamed(run, question, listing);

  const files = named.size > 0 ? [...named.values()] : listing.files;
  const words = searchWordsOf(without(named.keys(), question));
  const result = files.length > 0 && words.length > 0 ? yield* search(run, files, words) : null;

  const quotes = result === null ? [] : yield* quotesFrom(run, result.hits);
  const openings = quotes.length > 0 ? [] : openingsOf(run, named.size > 0 ? files : [SUMMARY]);

  const finalText = answerFrom({ listing, files, words, result, quotes, openings });
  yield* say(run, 'answer', finalText);
  yield* offerToSave(run, finalText);
  return { finalText, output: { quotes: [...quotes, ...openings] } };
}

/** Reads the files that the question names. Returns those that could be read: name in the question to path. */
async function* readNamed(run: RunContext, question: string, { files }: Listing): Step<Map<string, string>> {
  const named = new Map<string, string>();
  for (const name of filesNamedIn(question)) {
    const path = files.find((file) => file === name || file.endsWith(`/${name}`)) ?? name;
    yield* read(run, path);
    if (run.texts.has(path)) named.set(name, path);
  }
  return named;
}

/** Reads the files of the best hits and quotes what stands there now, which may be less than the search saw. */
async function* quotesFrom(run: RunContext, hits: readonly Hit[]): Step<Quote[]> {
  const leastScore = (hits[0]?.score ?? 0) * LEAST_SHARE;
  const best = hits.filter(({ score }) => score >= leastScore).slice(0, MAX_QUOTES);
  const paths = [...new Set(best.map(({ path }) => path))];
  if (paths.length > 0) yield* think(run, 'reading', `The best passages are in ${listed(paths)}.`);
  for (const path of paths) yield* read(run, path);
  return best
    .filter((hit) => standsIn(run.texts.get(hit.path) ?? '', hit))
    .map(({ path, line, text }) => ({ path, line, text }));
}

/** How those of the files begin that could be read. */
function openingsOf({ texts }: RunContext, paths: readonly string[]): Quote[] {
  return paths.flatMap((path) =>
    [...passagesOf(texts.get(path) ?? '').take(1)].map(({ line, text }) => ({ path, line, text })),
  );
}

function without(names: Iterable<string>, question: string): string {
  return [...names].reduce((rest, name) => rest.replaceAll(name, ' '), question);
}

function standsIn(text: string, hit: Hit): boolean {
  return passagesOf(text).some(({ line, text }) => line === hit.line && text === hit.text);
}
