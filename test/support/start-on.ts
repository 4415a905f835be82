import type { AppOptions } from '../../src/app.ts';
import { Revocations } from '../../src/auth/revocations.ts';
import { Sessions } from '../../src/auth/session.ts';
import { createVerify } from '../../src/auth/verify.ts';
import type { Broker } from '../../src/broker/broker.ts';
import { answersInTime } from '../../src/broker/probe.ts';
import { Feeds } from '../../src/feed/feeds.ts';
import { startServer } from '../../src/server/server.ts';
import { defaults } from './settings.ts';
import { verifyOptions } from './tokens.ts';

export interface StartOnOptions extends Partial<Omit<AppOptions, 'log'>> {
  /** Hears of every error that the server reports. */
  readonly onError: (error: unknown, errorId?: string) => void;
}

/** Starts a server as startApp does it, but on a given broker; whoever made that closes it. */
export async function startOn(broker: Broker, options: StartOnOptions) {
  const { config = defaults, verify = createVerify(verifyOptions), onError } = options;
  const report = (_stage: string, error: unknown) => onError(error);
  const feeds = new Feeds(broker, config.limits, report);
  const revocations = await Revocations.open(broker, { ...config.tokens, onError: report });
  const { clockToleranceMs } = config.tokens;
  const sessions = new Sessions({
    verify,
    revocations,
    clockToleranceMs,
    authTimeoutMs: config.authTimeoutMs,
  });
  const server = await startServer({
    ...config,
    broker,
    feeds,
    sessions,
    revocations,
    noteRevocation: () => {},
    report: ({ error, errorId }) => onError(error, errorId),
    isReady: () => answersInTime(broker),
    pages: { ...config, token: options.pagesToken ?? null },
    jwks: null,
    keepAliveMs: options.keepAliveMs,
  });
  return {
    port: server.port,
    feeds,
    async close(drainMs?: number) {
      await server.close(drainMs);
      sessions.close();
      revocations.close();
      feeds.close();
    },
  };
}
