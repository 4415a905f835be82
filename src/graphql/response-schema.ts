import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AgentwireError } from '../errors.ts';

/** A schema comes from whoever wrote the agent, and may take for ever: then nobody but it has to wait. */
const TIME_MS = 2_000;

/** What the thread says: null if the value fits, else what is wrong. */
export type Verdict = { readonly wrong: string | null };

/**
 * Holds a value against a JSON Schema (drafts 7, 2019-09 or 2020-12, which is taken for any other), on a thread of its
 * own. Rejects with BAD_USER_INPUT and the `path` that the value came by.
 */
export async function assertFits(schema: unknown, value: unknown, path: readonly string[]): Promise<void> {
  const wrong = await check(schema, value);
  if (wrong === null) return;
  throw new AgentwireError('BAD_USER_INPUT', `The response does not fit its responseSchema: ${wrong}.`, {
    path,
  });
}

async function check(schema: unknown, value: unknown): Promise<string | null> {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const thread = new Worker(new URL(`./response-schema-thread${extension}`, import.meta.url), {
    workerData: JSON.stringify({ schema, value }),
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  try {
    const [verdict] = (await once(thread, 'message', { signal: AbortSignal.timeout(TIME_MS) })) as [Verdict];
    return verdict.wrong;
  } catch {
    return 'it could not be checked in the time that there is for it';
  } finally {
    await thread.terminate();
  }
}
