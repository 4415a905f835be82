import { Command } from 'commander';
import { pino } from 'pino';
import { startApp } from '../app.ts';
import { createVerify } from '../auth/verify.ts';
import { demoAgentOver, workerScopes } from './demo-worker.ts';
import type { DevTokens } from './dev-banner.ts';
import { devBanner } from './dev-banner.ts';
import { startDevDemo } from './dev-demo.ts';
import { DevKey } from './dev-key.ts';
import { addSettings, configOf } from './settings.ts';
import { closeOnSignal } from './signals.ts';

const TOKEN_TTL_MS = 30 * 24 * 3_600_000;

export function devCommand(): Command {
  return addSettings(
    new Command('dev').description(
      'Run a server to try things with: dev tokens, the dashboard, GraphiQL and a demo agent.',
    ),
    'dev',
  )
    .option('--no-demo', 'do not run the demo agent')
    .action(async ({ demo: isOn, ...options }: Record<string, unknown>) => {
      const config = configOf('dev', options);
      const key = await DevKey.open();
      const tokens = await signTokens(key);
      const agent = isOn === false ? null : await demoAgentOver(undefined);
      const log = pino({ name: 'agentwire', level: 'warn' }, pino.destination(2));
      const app = await startApp({
        config,
        verify: createVerify({ ...key.verifyOptions, ...config.tokens }),
        log,
        pagesToken: tokens.alice,
        jwks: key.jwks,
      });
      const url = `http://${hostInUrl(config.host)}:${app.port}`;
      const demo = agent && startDevDemo(agent, { url: `${url}/graphql`, ...tokens });
      // Its runs have to have an end before the server does, or they would stay as running in the store.
      closeOnSignal(app, config.drainMs, () => demo?.stop());
      process.stdout.write(devBanner(url, config, tokens, demo));
    });
}

async function signTokens(key: DevKey): Promise<DevTokens> {
  const sign = (userId: string, scope?: string) => key.sign({ userId, scope, ttlMs: TOKEN_TTL_MS });
  return {
    alice: await sign('alice'),
    bob: await sign('bob'),
    worker: await sign('demo-worker', workerScopes),
  };
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
