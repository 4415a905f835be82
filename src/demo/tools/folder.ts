import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { attempt, ToolFailure } from './failure.ts';

/** Made by tools, not written by people. */
const EXCLUDED_NAMES = new Set(['node_modules', 'dist', 'generated', 'package-lock.json']);

/** Whether the tools leave out a file or folder of this name. Hidden ones are out because keys live there. */
export function isExcluded(name: string): boolean {
  return name.startsWith('.') || EXCLUDED_NAMES.has(name);
}

/**
 * The real place of a path given relative to a folder.
 * Throws ToolFailure: OUTSIDE_FOLDER where it leads out, by `..` or over a link; NOT_FOUND; EXCLUDED for what
 * the tools leave out; UNREADABLE.
 */
export async function locate(folder: string, path: string): Promise<string> {
  const root = await attempt('The folder', realpath(folder));
  const asked = resolve(root, path);
  // Before the disk is asked: even whether a file outside exists is nobody's business.
  if (leadsOut(root, asked)) throw outside(path);
  const real = await attempt(path, realpath(asked));
  if (leadsOut(root, real)) throw outside(path);
  if (relative(root, real).split(sep).some(isExcluded)) {
    throw new ToolFailure('EXCLUDED', `${path} is hidden or generated; such files are not read.`);
  }
  return real;
}

/** Whether the way from a folder to a path, both absolute and real, leads out of the folder. */
export function leadsOut(root: string, target: string): boolean {
  const way = relative(root, target);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function outside(path: string): ToolFailure {
  return new ToolFailure('OUTSIDE_FOLDER', `${path} is outside the folder.`);
}
