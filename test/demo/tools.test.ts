import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles } from '../../src/demo/tools/list-files.ts';
import { readTextFile } from '../../src/demo/tools/read-file.ts';
import { searchFiles } from '../../src/demo/tools/search-files.ts';
import { folderWith } from './support.ts';

/** Whoever is root can read everything, so there a folder that cannot be read cannot be made. */
const _isRoot = process.getuid?.() === 0;

describe('list_files', () => {
  it('lists text files, those nearest to the folder first', async () => {
    const folder = await folderWith({
      'z.MD': '',
      'a/b/c.ts': '',
      'a/d.txt': '',
      'a/logo.png': '',
      LICENSE: '',
    });
    expect(await listFiles(folder)).toEqual({
      files: ['z.MD', 'a/d.txt', 'a/b/c.ts'],
      truncated: false,
      unreadable: [],
    });
  });

  it.each(['node_modules/a.md', '.git/a.md', 'dist/a.md', '.hidden/a.md', 'src/generated/a.ts', '.env.json'])(
    'leaves out %s',
    async (path) => {
      const folder = await folderWith({ [path]: '', 'kept.md': '' });
      expect((await listFiles(folder)).files).toEqual(['kept.md']);
    },
  );

  it('follows no links', async () => {
    const outside = await folderWith({ 'secret.md': '' });
    const folder = await folderWith({ 'a.md': '' });
    await symlink(outside, join(folder, 'out'));
    await symlink(join(outside, 'secret.md'), join(folder, 'secret.md'));
    await symlink(folder, join(folder, 'round'));
    expect((await listFiles(folder)).files).toEqual(['a.md']);
  });

  it('stops at 2,000 files and says so', async () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `${n}.md`);
    const folder = await folderWith(Object.fromEntries(names.map((name) => [name, ''])));
    expect(await listFiles(folder)).toMatchObject({ truncated: false, files: { length: 2_000 } });
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep/one-more.md'), '');
    const listing = await listFiles(folder);
    expect(listing).toMatchObject({ truncated: true, files: { length: 2_000 } });
    expect(listing.files).not.toContain('deep/one-more.md');
  });
});

describe('read_file', () => {
  it('reads a text with its size', async () => {
    const folder = await folderWith({ 'a/ü.md': 'ä\nb' });
    expect(await readTextFile(folder, 'a/ü.md')).toEqual({
      path: 'a/ü.md',
      bytes: 4,
      lines: 2,
      text: 'ä\nb',
    });
  });

  it('reads 512 KiB and no more', async () => {
    const limit = 512 * 1024;
    const folder = await folderWith({ 'full.txt': 'x'.repeat(limit), 'over.txt': 'x'.repeat(limit + 1) });
    expect((await readTextFile(folder, 'full.txt')).bytes).toBe(limit);
    await expect(readTextFile(folder, 'over.txt')).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('takes a file for binary by a NUL in its first 8 KiB', async () => {
    const nulAt = (position: number) => `${'x'.repeat(position)}\0`;
    const folder = await folderWith({ 'inside.txt': nulAt(8_191), 'behind.txt': nulAt(8_192) });
    await expect(readTextFile(folder, 'inside.txt')).rejects.toMatchObject({ code: 'BINARY_FILE' });
    expect((await readTextFile(folder, 'behind.txt')).bytes).toBe(8_193);
  });

  it.each([
    ['missing.md', 'NOT_FOUND'],
    ['a.md/below.md', 'NOT_FOUND'],
    ['folder', 'NOT_A_FILE'],
    ['latin1.txt', 'NOT_UTF8'],
    ['..', 'OUTSIDE_FOLDER'],
    ['../missing.md', 'OUTSIDE_FOLDER'],
    ['folder/../../x.md', 'OUTSIDE_FOLDER'],
    ['/etc/hostname', 'OUTSIDE_FOLDER'],
    ['linked-folder/secret.md', 'OUTSIDE_FOLDER'],
    ['.agentwire/key', 'EXCLUDED'],
    ['linked-key', 'EXCLUDED'],
    ['x'.repeat(300), 'UNREADABLE'],
  ])('fails for %s with %s', async (path, code) => {
    const outside = await folderWith({ 'secret.md': 'secret' });
    const folder = await folderWith({
      'a.md': '',
      'folder/a.md': '',
      'latin1.txt': new Uint8Array([0xe4, 0x20]),
      '.agentwire/key': 'key',
    });
    await symlink(outside, join(folder, 'linked-folder'));
    await symlink(join(folder, '.agentwire/key'), join(folder, 'linked-key'));
    const failure = await readTextFile(folder, path).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ToolFailure', code });
    expect((failure as Error).message).not.toContain(folder);
  });

  it("passes on an error that is not the file system's", async () => {
    const folder = await folderWith({});
    await expect(readTextFile(folder, 'a\0.md')).rejects.toThrow(TypeError);
  });

  it('reads names that only begin like a way out, and links inside', async () => {
    const folder = await folderWith({ 'real.md': 'text' });
    await symlink('real.md', join(folder, '..link.md'));
    expect((await readTextFile(folder, '..link.md')).text).toBe('text');
  });
});

describe('search_files', () => {
  it('names the files it skipped, and why', async () => {
    const folder = await folderWith({ 'a.md': 'one cursor', 'b.md': new Uint8Array([0]) });
    expect(await searchFiles(folder, ['a.md', 'b.md', 'c.md'], ['cursor', 'zebra'])).toEqual({
      hits: [{ path: 'a.md', line: 1, text: 'one cursor', score: expect.any(Number) }],
      missing: ['zebra'],
      searched: 1,
      skipped: [
        { path: 'b.md', code: 'BINARY_FILE' },
        { path: 'c.md', code: 'NOT_FOUND' },
      ],
    });
  });

  it('stops when the signal aborts', async () => {
    const folder = await folderWith({ 'a.md': 'one cursor' });
    const reason = new Error('stop');
    await expect(searchFiles(folder, ['a.md'], ['cursor'], AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(listFiles(folder, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
