import type { BrowserContext } from 'playwright-core';

/**
 * Collects what no page may do: errors that nobody catches, errors in the console (violations of the
 * Content-Security-Policy are among them), and requests to any host but the origin's.
 */
export function watchForProblems(context: BrowserContext, { host }: URL, expected: readonly RegExp[]) {
  const problems: string[] = [];
  const add = (problem: string) => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  const addForeign = (address: string) => {
    const url = new URL(address);
    if (/^(?:http|ws)/.test(url.protocol) && url.host !== host) add(`a request to another host: ${address}`);
  };
  context.on('weberror', (error) => add(`an error: ${error.error().stack}`));
  context.on('console', (message) => {
    if (message.type() === 'error') add(`in the console: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => addForeign(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => addForeign(socket.url())));
  return problems;
}
