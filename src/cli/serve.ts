import { Command } from 'commander';
import { pino } from 'pino';
import { startApp } from '../app.ts';
import { createVerify } from '../auth/verify.ts';
import type { JwtConfig } from '../config.ts';
import { addSettings, configOf } from './settings.ts';
import { closeOnSignal } from './signals.ts';

export function serveCommand(): Command {
  return addSettings(new Command('serve').description('Run the server for production.'), 'serve').action(
    async (options: Record<string, unknown>) => {
      const config = configOf('serve', options);
      const log = pino({ name: 'agentwire' });
      const verify = createVerify({
        ...(config.jwt as JwtConfig),
        ...config.tokens,
        onError: (stage, error) => log.error({ stage, err: error }, 'failed in the background'),
      });
      const app = await startApp({ config, verify, log });
      closeOnSignal(app, config.drainMs, (signal) => log.info({ signal }, 'closing'));
      log.info({ host: config.host, port: app.port, store: config.store.kind }, 'listening');
    },
  );
}
