import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { serve, startRun, subscribe, tokenOf, workerToken } from './serving.ts';

const LIFETIME_S = 2;

test('a server that was paused delivers nothing to tokens that have expired meanwhile', {
  timeout: 30_000,
}, async () => {
  const serving = await serve(await temporaryFolder(), ['--jwt-clock-tolerance', '0s']);
  const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
  const expiring = await subscribe(serving, await tokenOf('alice', { exp }));
  const lasting = await subscribe(serving, await tokenOf('alice'));
  const worker = await workerToken();

  serving.program.signal('SIGSTOP');
  // It waits in the server's sockets, and is read before any timer has run.
  const published = fetch(`${serving.url}/graphql`, startRun(worker, 'meanwhile'));
  await new Promise((resolve) => setTimeout(resolve, exp * 1000 - Date.now() + 100));
  serving.program.signal('SIGCONT');

  expect(await (await published).json()).toEqual({ data: { publishEvents: { accepted: 1 } } });
  expect((await lasting.receive()).payload.data.agentEvents.__typename).toBe('AgentStarted');
  expect(await Promise.race([expiring.receive(), expiring.closed])).toMatchObject({ code: 4403 });
});
