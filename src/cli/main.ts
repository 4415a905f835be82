import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { RequestError } from '../client/request.ts';
import { SetupError } from '../errors.ts';
import { InputError } from './input-error.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Loaded where they are asked for: most of a short command's time would go into loading the server. */
const commands = new Map<string, () => Promise<Command>>([
  ['dev', async () => (await import('./dev.ts')).devCommand()],
  ['serve', async () => (await import('./serve.ts')).serveCommand()],
  ['token', async () => (await import('./token.ts')).tokenCommand()],
  ['run', async () => (await import('./run.ts')).runCommand()],
  ['cancel', async () => (await import('./cancel.ts')).cancelCommand()],
  ['answer', async () => (await import('./answer.ts')).answerCommand()],
  ['publish', async () => (await import('./publish.ts')).publishCommand()],
  ['tail', async () => (await import('./tail.ts')).tailCommand()],
  ['demo', async () => (await import('./demo.ts')).demoCommand()],
]);

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
  for (const command of await commandsFor(argv[2])) {
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

/** The one of that name; all of them where there is none, for the help and for what may have been meant. */
function commandsFor(name = ''): Promise<Command[]> {
  const named = commands.get(name);
  const loads = named === undefined ? [...commands.values()] : [named];
  return Promise.all(loads.map((load) => load()));
}
