import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Connect } from '../support/clients.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { delivery } from './conformance/delivery.ts';
import type { Refusals } from './conformance/failures.ts';
import { failures } from './conformance/failures.ts';
import { isolation } from './conformance/isolation.ts';
import { leaks } from './conformance/leaks.ts';
import { resume } from './conformance/resume.ts';

/** What holds on every transport, run through a real client of it against a real server. */
export function transportConformance(name: string, connect: Connect, refusals: Refusals): void {
  describe.each(['memory', 'sqlite'] as const)(`${name}, %s store`, (store) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer({ store });
    });
    afterAll(async () => {
      await server.close();
      // Whatever a client does wrong is an answer to the client, and no failure of the server.
      expect(server.logLines).toEqual([]);
    });
    delivery(() => server, connect);
    resume(() => server, connect);
    isolation(() => server, connect);
    // What is refused before it gets to a store is refused whatever the store.
    if (store === 'memory') failures(() => server, connect, refusals);
  });
  describe(name, () => leaks(connect));
}
