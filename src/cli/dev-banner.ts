import type { Config } from '../config.ts';
import type { DevDemo } from './dev-demo.ts';

export interface DevTokens {
  readonly alice: string;
  readonly bob: string;
  readonly worker: string;
}

/** What `agentwire dev` says once it is there. */
export function devBanner(
  url: string,
  { store, dashboard, graphiql }: Pick<Config, 'store' | 'dashboard' | 'graphiql'>,
  tokens: DevTokens,
  demo: DevDemo | null,
): string {
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

${demo === null ? 'In another terminal in this folder:\n' : demoLines(demo, urlFlag)}
  npx agentwire tail --start earliest${urlFlag}        (in the repository: npm run agentwire -- tail --start earliest${urlFlag})
`;
}

function demoLines({ answersBy, runId }: DevDemo, urlFlag: string): string {
  return `The demo agent (${answersBy}) answers a question for alice right now, and asks whether it may save
the answer. Say so in the dashboard, or in another terminal in this folder, where you can ask it more:

  npx agentwire answer ${runId} --approve${urlFlag}
  npx agentwire run "What happens to a slow reader?"${urlFlag}`;
}

/** Without what gets anybody in. */
function nameOf(store: Config['store']): string {
  if (store.kind === 'memory') return 'memory, gone with this process';
  if (store.kind === 'sqlite') return store.path;
  return `Redis, ${store.address.nodes.map(({ host, port }) => `${host}:${port}`).join()}`;
}
