import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { binary, start } from '../support/process.ts';

/** Starts the binary by a Node that says it has the given version. */
async function startedBy(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  const preload = `--import=data:text/javascript,${encodeURIComponent(pretend)}`;
  const args = [preload, binary, '--version'];
  return start(process.execPath, args, { cwd: await temporaryFolder() }).result();
}

test.each(['20.20.2', '22.17.1'])('Node %s is told to be too old, in one line', async (version) => {
  const { code, stdout, stderr } = await startedBy(version);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(`agentwire needs Node 22.18 or later; this is Node ${version}.\n`);
});

test.each(['22.18.0', '23.6.0'])('Node %s is new enough', async (version) => {
  const { code, stdout, stderr } = await startedBy(version);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
