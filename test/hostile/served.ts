import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { createVerify } from '../../src/auth/verify.ts';
import type { Config, JwtConfig } from '../../src/config.ts';
import { readConfig } from '../../src/config.ts';
import type { ServedOptions, ServedState } from './control.ts';
import { HANGING_TOKEN } from './control.ts';

/** A server with the defaults of `serve`, in a process of its own, which tells its parent how it is whenever asked. */

const tell = (message: { port: number } | ServedState) => process.send?.(message);

async function serve({ flags, limits, authTimeoutMs, headersTimeoutMs, keys }: ServedOptions) {
  const serveConfig = readConfig('serve', flags, {});
  const config: Config = { ...serveConfig, limits: { ...serveConfig.limits, ...limits }, authTimeoutMs };
  const verify = createVerify({ ...(config.jwt as JwtConfig), ...config.tokens, keys });
  const logLines: string[] = [];
  const app = await startApp({
    config,
    verify: (token) => (token === HANGING_TOKEN ? new Promise(() => {}) : verify(token)),
    log: pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) }),
    headersTimeoutMs,
  });
  process.on('message', async () => {
    const memoryBytes = await memoryInUse();
    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    tell({ readers: app.feeds.count, sockets, memoryBytes, logLines });
  });
  tell({ port: app.port });
}

async function memoryInUse(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.once('message', serve);
process.once('disconnect', () => process.exit());
