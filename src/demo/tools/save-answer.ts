import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attempt, attemptToWrite, ToolFailure } from './failure.ts';
import { leadsOut } from './folder.ts';

export interface SavedAnswer {
  /** Inside the working folder, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
}

const FOLDERS = ['.agentwire', 'answers'] as const;

/** Where in the working folder a run's answer is saved. */
export function answerPathOf(runId: string): string {
  return [...FOLDERS, fileNameOf(runId)].join('/');
}

/**
 * Saves a run's answer as a new file. Throws ToolFailure: EXISTS where there is one already, which may be of another
 * user's run of that id; OUTSIDE_FOLDER where a link leads out of the working folder; UNWRITABLE.
 * Throws the signal's reason when it aborts.
 */
export async function saveAnswer(
  workingFolder: string,
  runId: string,
  text: string,
  signal?: AbortSignal,
): Promise<SavedAnswer> {
  signal?.throwIfAborted();
  const path = answerPathOf(runId);
  const folder = await openFolder(workingFolder);
  const content = Buffer.from(`${text.trimEnd()}\n`);
  await attemptToWrite(path, writeFile(join(folder, fileNameOf(runId)), content, { flag: 'wx' }));
  return { path, bytes: content.byteLength };
}

/** The real place of the folder of answers, made where there is none. */
async function openFolder(workingFolder: string): Promise<string> {
  const root = await attempt('The working folder', realpath(workingFolder));
  let place = root;
  for (const name of FOLDERS) {
    const inside = join(place, name);
    await attemptToWrite(name, mkdir(inside, { recursive: true, mode: 0o700 }));
    place = await attempt(name, realpath(inside));
    // Before anything is made in there.
    if (leadsOut(root, place)) throw new ToolFailure('OUTSIDE_FOLDER', `${name} leads out of the folder.`);
  }
  return place;
}

/** Ids that are as good as names of files. Capitals are not: some systems do not tell them apart. */
const SAFE_ID = /^[a-z\d][a-z\d_-]{0,99}$/;

/** Other ids are made safe, and told apart by a part of their hash. */
function fileNameOf(runId: string): string {
  if (SAFE_ID.test(runId)) return `${runId}.md`;
  const readable =
    runId
      .slice(0, 60)
      .toLowerCase()
      .match(/[a-z\d]+/g) ?? [];
  const hash = createHash('sha256').update(runId).digest('hex').slice(0, 16);
  return `${[...readable, hash].join('-')}.md`;
}
