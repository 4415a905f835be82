import { Command } from 'commander';
import { pino } from 'pino';
import { startApp } from '../app.ts';
import { createVerify } from '../auth/verify.ts';
import { scopes } from '../auth/viewer.ts';
import type { Config } from '../config.ts';
import { DEFAULT_QUESTION, publishDemo } from './demo.ts';
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
    .option('--no-demo', 'do not run the demo agent at the start')
    .action(async ({ demo, ...options }: Record<string, unknown>) => {
      const config = configOf('dev', options);
      const key = await DevKey.open();
      const tokens = await signTokens(key);
      const log = pino({ name: 'agentwire', level: 'warn' }, pino.destination(2));
      const app = await startApp({
        config,
        verify: createVerify({ ...key.verifyOptions, ...config.tokens }),
        log,
        pagesToken: tokens.alice,
        jwks: key.jwks,
      });
      const url = `http://${hostInUrl(config.host)}:${app.port}`;
      const stopDemo = new AbortController();
      const endpoint = { url: `${url}/graphql`, getToken: () => tokens.worker };
      const runDemo = () =>
        publishDemo(endpoint, { userId: 'alice', question: DEFAULT_QUESTION, signal: stopDemo.signal });
      const demoEnded = (demo === false ? Promise.resolve() : runDemo()).then(
        () => {},
        (error) => log.warn({ err: error }, 'the demo agent failed'),
      );
      // The run has to have an end before the server does, or it would stay as running in the store.
      closeOnSignal(app, config.drainMs, () => {
        stopDemo.abort();
        return demoEnded;
      });
      process.stdout.write(banner(url, config, tokens));
    });
}

type DevTokens = Awaited<ReturnType<typeof signTokens>>;

async function signTokens(key: DevKey) {
  const sign = (userId: string, scope?: string) => key.sign({ userId, scope, ttlMs: TOKEN_TTL_MS });
  return {
    alice: await sign('alice'),
    bob: await sign('bob'),
    worker: await sign('demo-worker', scopes.publish),
  };
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Without what gets anybody in. */
function nameOf(store: Config['store']): string {
  if (store.kind === 'memory') return 'memory, gone with this process';
  if (store.kind === 'sqlite') return store.path;
  return `Redis, ${store.address.nodes.map(({ host, port }) => `${host}:${port}`).join()}`;
}

function banner(url: string, { store, dashboard, graphiql }: Config, tokens: DevTokens): string {
  const { port } = new URL(url);
  const urlFlag = port === '4000' ? '' : ` --url ${url}/graphql`;
  // What is behind the # of a link is sent to no server.
  const dashboardLines = `  Dashboard   ${url}/   signed in as alice
  as bob      ${url}/#token=${tokens.bob}
`;
  return `agentwire dev: for development only, whoever reads this can sign in.

${dashboard ? dashboardLines : ''}  GraphQL     ${url}/graphql   (HTTP and server-sent events; ws${url.slice(4)}/graphql for WebSockets)
${graphiql ? `  GraphiQL    ${url}/graphiql   signed in as alice\n` : ''}  Health      ${url}/livez and /readyz
  Store       ${nameOf(store)}

  alice       ${tokens.alice}
  bob         ${tokens.bob}
  a worker    ${tokens.worker}

A demo agent answers a question for alice right now. To watch it, in another terminal in this folder:

  npx agentwire tail --start earliest${urlFlag}        (in the repository: npm run agentwire -- tail --start earliest${urlFlag})
`;
}
