import { answerFrom, listed } from './answer.ts';
import { list, read, search } from './calls.ts';
import type { DemoEvent, Quote } from './event.ts';
import { passagesOf } from './passages.ts';
import type { Hit } from './search.ts';
import { now, type RunContext, say, think } from './steps.ts';
import { ToolFailure } from './tools/failure.ts';
import type { Listing } from './tools/list-files.ts';
import { filesNamedIn, searchWordsOf } from './words.ts';

export interface DemoRunOptions {
  /** In the words of whoever asks; English works best. */
  readonly question: string;
  /** The folder to answer from. Nothing outside it is read. */
  readonly folder: string;
  /** Ends the run with agentCancelled. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait before each streamed word. */
  readonly paceMs?: number;
}

const SUMMARY = 'SUMMARY.md';

const INTRODUCTION =
  'I am a rule-based agent with no language model: I search the files of this folder for the words of the ' +
  `question and quote what I find. First I see whether there is a ${SUMMARY} to fall back on.`;

const MAX_QUOTES = 3;

/** Of the best hit's score; what has less is mostly a passage that happens to share a word. */
const LEAST_SHARE = 0.4;

/**
 * One run of the demo agent: it answers a question with quotes from the text files of a folder, by rules, without
 * a language model. Its tools really run, and their failures are part of the run.
 *
 * Yields the run's events in order, as they happen: agentStarted first, and last exactly one of agentCompleted,
 * agentFailed (the folder cannot be read) and agentCancelled (the signal aborted). Throws only on a bug.
 */
export async function* demoRun(options: DemoRunOptions): AsyncGenerator<DemoEvent> {
  const { question, folder, signal, paceMs = 0 } = options;
  const run: RunContext = { folder, signal, paceMs, toolCalls: 0, texts: new Map() };
  const agent = { id: 'docs-demo', name: 'docs-demo' };
  yield { agentStarted: { occurredAt: now(), agent, model: null, input: { question } } };
  try {
    yield* answer(run, question);
  } catch (error) {
    yield endBy(error, signal);
  }
}

async function* answer(run: RunContext, question: string): AsyncGenerator<DemoEvent> {
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
  run.signal?.throwIfAborted();
  const output = { quotes: [...quotes, ...openings] };
  yield { agentCompleted: { occurredAt: now(), finishReason: 'STOP', finalText, output, usage: [] } };
}

/** Reads the files that the question names. Returns those that could be read: name in the question to path. */
async function* readNamed(
  run: RunContext,
  question: string,
  { files }: Listing,
): AsyncGenerator<DemoEvent, Map<string, string>> {
  const named = new Map<string, string>();
  for (const name of filesNamedIn(question)) {
    const path = files.find((file) => file === name || file.endsWith(`/${name}`)) ?? name;
    yield* read(run, path);
    if (run.texts.has(path)) named.set(name, path);
  }
  return named;
}

/** Reads the files of the best hits and quotes what stands there now, which may be less than the search saw. */
async function* quotesFrom(run: RunContext, hits: readonly Hit[]): AsyncGenerator<DemoEvent, Quote[]> {
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

function endBy(error: unknown, signal: AbortSignal | undefined): DemoEvent {
  const occurredAt = now();
  if (signal?.aborted) return { agentCancelled: { occurredAt, reason: 'SHUTDOWN' } };
  if (error instanceof ToolFailure) {
    return { agentFailed: { occurredAt, error: { code: 'TOOL_ERROR', message: error.message } } };
  }
  throw error;
}
