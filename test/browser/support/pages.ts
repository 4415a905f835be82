import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { TcpProxy } from '../../client/proxy.ts';
import type { TestServer, TestServerOptions } from '../../support/server.ts';
import { startTestServer } from '../../support/server.ts';

export interface Pages {
  readonly server: TestServer;
  /** Every connection of the pages goes through it. */
  readonly proxy: TcpProxy;
  /** Where the pages are: `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** Starts a server with the pages, on SQLite; it ends with the test. Signed in only if a `pagesToken` is given. */
export async function startPages(options: TestServerOptions = {}): Promise<Pages> {
  const server = await startTestServer({ store: 'sqlite', dashboard: true, graphiql: true, ...options });
  onTestFinished(() => server.close());
  const proxy = await TcpProxy.start(server.port);
  return { server, proxy, url: `http://127.0.0.1:${proxy.port}` };
}

/** Takes the network away: connections that are open break, new ones fail, and the browser knows of it. */
export async function goOffline(page: Page, { proxy }: Pages): Promise<void> {
  proxy.isAway = true;
  await page.context().setOffline(true);
  proxy.cut();
}

export async function goOnline(page: Page, { proxy }: Pages): Promise<void> {
  proxy.isAway = false;
  await page.context().setOffline(false);
}

/** How Chromium's console tells of connections that were cut, at whatever moment of theirs. */
export const lostConnections = [
  /net::ERR_(?:CONNECTION_\w+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/,
  /net::ERR_(?:INTERNET_DISCONNECTED|NETWORK_\w+|TIMED_OUT)/,
  /Connection closed before receiving a handshake response/,
];
