import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { RequestError } from '../client/request.ts';
import { SetupError } from '../errors.ts';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { InputError } from './input-error.ts';
import { publishCommand } from './publish.ts';
import { serveCommand } from './serve.ts';
import { tailCommand } from './tail.ts';
import { tokenCommand } from './token.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Runs the command line, argv as in process.argv. Whatever the user can mend becomes one clear message, exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads a pipe may have seen enough, which is no error of this program.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const program = new Command('agentwire')
    .description('A GraphQL subscriptions API for the events of AI-agent runs.')
    .version(version)
    .showHelpAfterError('(add --help for how it is used)')
    .exitOverride();
  for (const command of [
    devCommand(),
    serveCommand(),
    tokenCommand(),
    publishCommand(),
    tailCommand(),
    demoCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    if (!(error instanceof SetupError || error instanceof RequestError || error instanceof InputError))
      throw error;
    // Behind what was written before, and without waiting for what had begun already, such as an open store.
    process.stderr.write(`${error.message}\n`, () => process.stdout.write('', () => process.exit(1)));
  }
}
