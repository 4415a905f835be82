import { readFile, stat } from 'node:fs/promises';
import { attempt, ToolFailure } from './failure.ts';
import { locate } from './folder.ts';

export interface TextFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly text: string;
}

const MAX_BYTES = 512 * 1024;

/** Where a binary file shows itself, if it does (git looks at as much). */
const BINARY_CHECK_BYTES = 8 * 1024;

/**
 * A text file of at most 512 KiB, by its path relative to the folder.
 * Throws ToolFailure: all of locate's; NOT_A_FILE; TOO_LARGE; BINARY_FILE for a NUL byte in the first 8 KiB;
 * NOT_UTF8. Throws the signal's reason when it aborts.
 */
export async function readTextFile(folder: string, path: string, signal?: AbortSignal): Promise<TextFile> {
  signal?.throwIfAborted();
  const place = await locate(folder, path);
  const { size } = await statOfFile(place, path);
  if (size > MAX_BYTES) {
    throw new ToolFailure('TOO_LARGE', `${path} has ${size} bytes; at most ${MAX_BYTES} are read.`);
  }
  const content = await attempt(path, readFile(place));
  if (content.subarray(0, BINARY_CHECK_BYTES).includes(0)) {
    throw new ToolFailure('BINARY_FILE', `${path} is not a text file.`);
  }
  const text = decoded(content, path);
  return { path, bytes: content.byteLength, lines: text.split('\n').length, text };
}

/** Asked before the file is opened: opening a pipe would wait for ever. */
async function statOfFile(place: string, path: string): Promise<{ size: number }> {
  const stats = await attempt(path, stat(place));
  if (!stats.isFile()) throw new ToolFailure('NOT_A_FILE', `${path} is not a file.`);
  return stats;
}

/** Strict, because a quote with replacement characters in it would not be one. */
function decoded(content: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new ToolFailure('NOT_UTF8', `${path} is not UTF-8 text.`);
  }
}
