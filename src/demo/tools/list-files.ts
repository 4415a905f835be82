import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { attempt, ToolFailure } from './failure.ts';
import { isExcluded } from './folder.ts';

export interface Listing {
  /** Relative to the folder, with `/` between their parts; those nearest to the folder first. */
  readonly files: readonly string[];
  /** Whether there may be more than the 2,000 listed. */
  readonly truncated: boolean;
  /** Folders inside that could not be read. */
  readonly unreadable: readonly string[];
}

const MAX_FILES = 2_000;

const TEXT_ENDINGS = new Set(
  `.md .mdx .txt .rst .adoc .html .css .ts .mts .cts .tsx .js .mjs .cjs .jsx .json .jsonl .graphql .yaml .yml
  .toml .sql .lua .sh .py .rb .go .rs .java .kt .swift .c .h .cpp .cs .php`.split(/\s+/),
);

/**
 * The text files of a folder and its subfolders, by the endings of their names. Leaves out hidden and generated
 * ones and follows no links.
 * Throws ToolFailure NOT_FOUND or UNREADABLE for the folder itself, and the signal's reason when it aborts.
 */
export async function listFiles(folder: string, signal?: AbortSignal): Promise<Listing> {
  const files: string[] = [];
  const unreadable: string[] = [];
  const folders = [''];
  // The loop goes over what it adds: level by level, so that a cut listing has lost the deepest files.
  for (const inside of folders) {
    signal?.throwIfAborted();
    for (const entry of await entriesOf(folder, inside, unreadable)) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (isExcluded(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && TEXT_ENDINGS.has(extname(entry.name).toLowerCase())) files.push(path);
    }
    if (files.length > MAX_FILES) break;
  }
  return { files: files.slice(0, MAX_FILES), truncated: files.length > MAX_FILES, unreadable };
}

async function entriesOf(folder: string, inside: string, unreadable: string[]): Promise<Dirent[]> {
  try {
    const entries = await attempt(
      inside === '' ? 'The folder' : inside,
      readdir(join(folder, inside), { withFileTypes: true }),
    );
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (inside === '' || !(error instanceof ToolFailure)) throw error;
    unreadable.push(inside);
    return [];
  }
}
