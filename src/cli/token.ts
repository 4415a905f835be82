import { Command } from 'commander';
import { parseDuration } from '../config-values.ts';
import { DevKey } from './dev-key.ts';
import { InputError } from './input-error.ts';

interface TokenFlags {
  readonly sub: string;
  readonly scope?: string;
  readonly ttl: string;
  readonly tenant?: string;
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('Print a token that the dev server of this folder accepts, and nothing else.')
    .requiredOption('--sub <user>', 'user id')
    .option('--scope <scopes>', 'scopes, separated by spaces, such as agentwire:publish')
    .option('--ttl <time>', 'how long it is valid, such as 15m or 1h', '1h')
    .option('--tenant <id>', 'tenant id')
    .action(async ({ sub, scope, ttl, tenant }: TokenFlags) => {
      if (sub === '') throw new InputError('--sub must not be empty.');
      const key = await DevKey.open();
      const token = await key.sign({ userId: sub, tenantId: tenant, scope, ttlMs: parseTtl(ttl) });
      process.stdout.write(`${token}\n`);
    });
}

function parseTtl(ttl: string): number {
  try {
    return parseDuration(ttl);
  } catch (error) {
    throw new InputError(`--ttl ${(error as Error).message}.`);
  }
}
