import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ChaosNode } from '../../chaos/nodes.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { freePort } from '../../support/port.ts';
import { RedisProcess } from '../../support/redis/process.ts';

/** A certificate for this machine, which nobody else trusts, and its key. Made for these tests alone. */
const folder = join(import.meta.dirname, '../../support/redis/tls');
const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];

test('a node serves from a Redis that it reaches over TLS, and that has a password', async () => {
  const tlsPort = await freePort();
  const server = await RedisProcess.start({
    'tls-port': String(tlsPort),
    'tls-cert-file': certificate,
    'tls-key-file': key,
    'tls-ca-cert-file': certificate,
    'tls-auth-clients': 'no',
    requirepass: 'p@ss',
  });
  onTestFinished(() => server.remove());
  const node = await ChaosNode.start({
    folder: await temporaryFolder(),
    store: `rediss://:p%40ss@127.0.0.1:${tlsPort}`,
    flags: ['--ack', 'none'],
    env: { NODE_EXTRA_CA_CERTS: certificate },
  });
  expect((await fetch(new URL('/readyz', node.url))).status).toBe(200);
});
