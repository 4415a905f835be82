import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { agentwire } from '../support/process.ts';

const commands = ['dev', 'serve', 'token', 'run', 'cancel', 'answer', 'publish', 'tail', 'demo'];

const run = async (...args: string[]) => agentwire(args, { cwd: await temporaryFolder() }).result();

describe('agentwire', () => {
  test('names every command in its help', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    const named = [...stdout.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name]) => name);
    expect(named).toEqual(commands);
  });

  test.each(commands)('has the command %s', async (command) => {
    const { code, stdout } = await run(command, '--help');
    expect({ code, usage: stdout.split('\n')[0] }).toEqual({
      code: 0,
      usage: expect.stringContaining(`Usage: agentwire ${command} [options]`),
    });
  });

  test.each([
    ['tokn', "error: unknown command 'tokn'\n(Did you mean token?)"],
    ['constructor', "error: unknown command 'constructor'"],
  ])('does not know %s', async (command, message) => {
    const { code, stdout, stderr } = await run(command);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});
