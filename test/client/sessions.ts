import type { Client } from 'graphql-ws';
import { onTestFinished, vi } from 'vitest';
import { createVerify } from '../../src/auth/verify.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken, verifyOptions } from '../support/tokens.ts';
import { TcpProxy } from './proxy.ts';

/** A server at which a session ends when its token says, without any tolerance. */
export async function startStrictServer(
  verify = createVerify({ ...verifyOptions, clockToleranceMs: 0 }),
): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const tokens = { maxLifetimeMs: verifyOptions.maxLifetimeMs, clockToleranceMs: 0 };
  const server = await startTestServer({ tokens, verify });
  onTestFinished(() => server.close());
  return { server, proxy: await TcpProxy.start(server.port) };
}

/** A token that is issued now. */
export function briefToken(userId: string, lifetimeMs: number): Promise<string> {
  const now = Date.now();
  return signToken(userId, { iat: now / 1000, exp: (now + lifetimeMs) / 1000 });
}

/** A kind of WebSocket that keeps what is sent, over all of its sockets. */
export function recordSent(Base: typeof WebSocket = WebSocket) {
  const sent: { readonly type: string; readonly id?: string; readonly payload?: unknown }[] = [];
  const watchers = new Map<string, () => void>();
  class Recorder extends Base {
    override send(data: string): void {
      const message = JSON.parse(data);
      sent.push(message);
      super.send(data);
      watchers.get(nameOf(message))?.();
    }
  }
  const nameOf = ({ id, type }: { readonly id?: string; readonly type: string }) =>
    id?.startsWith('extendSession') ? 'extendSession' : type;
  return {
    webSocketImpl: Recorder,
    /** How many messages of this type were sent; `extendSession` counts as one of its own. */
    count: (name: string) => sent.filter((message) => nameOf(message) === name).length,
    /** Resolves as soon as another one is sent. */
    next: (name: string) => new Promise<void>((resolve) => watchers.set(name, resolve)),
  };
}

/** Resolves when the server has extended the session. */
export function extended(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const unlisten = client.on('message', (message) => {
      if (message.type !== 'next' || !message.id.startsWith('extendSession') || !message.payload.data) return;
      unlisten();
      resolve();
    });
  });
}

/**
 * Lets a machine sleep: its clock goes on, and its timers do not. Clients must not ping, since nobody can answer while
 * the first minute behind it passes.
 */
export function startSleeping(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return (ms) => {
    vi.setSystemTime(Date.now() + ms);
    vi.advanceTimersByTime(60_000);
  };
}
