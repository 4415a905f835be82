import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Config } from '../../src/config.ts';
import { readConfig, settings, variableOf } from '../../src/config.ts';
import { repository } from '../support/process.ts';

const variables: readonly string[] = settings.map(({ name }) => variableOf(name));
const secrets = {
  AGENTWIRE_JWT_SECRET: 'a secret of thirty-two characters',
  REDIS_PASSWORD: 'secret',
} as Record<string, string>;

const textOf = (path: string) => readFile(join(repository, 'examples', path), 'utf8');

/** What `serve` makes of an environment; throws if it does not start with it. */
function configOf(environment: Record<string, string>): Config {
  for (const name of Object.keys(environment)) expect(variables).toContain(name);
  return readConfig('serve', {}, environment);
}

test('the Compose file sets up nodes on Redis, and lets them drain', async () => {
  const { services } = parse(await textOf('compose/compose.yaml'));
  const { environment, stop_grace_period, command } = services.agentwire;
  const filledIn = Object.entries(environment as Record<string, string>).map(([name, value]) => [
    name,
    value.replace(/\$\{(\w+)\}/g, (_, secret: string) => secrets[secret] as string),
  ]);
  const config = configOf(Object.fromEntries(filledIn));
  expect(config).toMatchObject({
    store: { kind: 'redis', address: { nodes: [{ host: 'redis', port: 6379 }], password: 'secret' } },
    ack: 'replicated',
    port: 4000,
  });
  expect(command).toMatch(/agentwire serve$/);
  expect(Number.parseInt(stop_grace_period, 10) * 1000).toBeGreaterThan(config.drainMs + 6_000);
  expect(services.redis.command).toContain('noeviction');
});

test('the Kubernetes manifest sets up nodes on a cluster, and lets them drain', async () => {
  const documents = parseAllDocuments(await textOf('kubernetes/agentwire.yaml')).map((document) =>
    document.toJS(),
  );
  const deployment = documents.find(({ kind }) => kind === 'Deployment');
  const { containers, terminationGracePeriodSeconds } = deployment.spec.template.spec;
  const [{ env, ports, readinessProbe, livenessProbe }] = containers;
  const store = 'redis-cluster://:secret@redis-0.redis:6379,redis-1.redis:6379';
  const pairs = (env as { name: string; value?: string }[]).map(({ name, value = store }) => [name, value]);
  const config = configOf(Object.fromEntries(pairs));
  expect(config).toMatchObject({ store: { kind: 'redis', address: { isCluster: true } }, ack: 'replicated' });
  expect(ports[0].containerPort).toBe(config.port);
  expect([readinessProbe.httpGet.path, livenessProbe.httpGet.path]).toEqual(['/readyz', '/livez']);
  // The store has 5 s to answer.
  expect(readinessProbe.timeoutSeconds).toBeGreaterThan(5);
  expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(config.drainMs + 6_000);
});
