import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { AgentwireError } from '../../src/errors.ts';
import { connectSse, connectWs } from '../support/clients.ts';
import { delta, deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import type { SeenError } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';

const SECRET = 'password=hunter2, a secret';

/** A broker of which single methods can be made to fail. */
class FailingBroker extends MemoryBroker {
  failing: { readonly [Method in keyof Broker]?: (...args: never) => Error | null } = {};

  constructor() {
    super({ retention: { maxAgeMs: 3_600_000, maxCount: 1_000_000 } });
    for (const method of ['append', 'read', 'readRun', 'watch', 'findRun', 'listRuns'] as const) {
      const call = this[method].bind(this) as (...args: unknown[]) => Promise<unknown>;
      const checked = async (...args: unknown[]) => {
        const error = (this.failing[method] as ((...args: unknown[]) => Error | null) | undefined)?.(...args);
        if (error) throw error;
        return call(...args);
      };
      Object.assign(this, { [method]: checked });
    }
  }
}

describe('a failure that was not made for clients', () => {
  let broker: FailingBroker;
  let server: TestServer;
  beforeEach(async () => {
    broker = new FailingBroker();
    server = await startTestServer({ broker });
    await server.publish('alice', 'run', [started(), ...deltas(600)]);
  });
  afterEach(() => server.close());

  const fail = () => new Error(SECRET);

  /** The client is told an id and nothing else; under the same id the log has it all. */
  function expectMasked(errors: readonly SeenError[] | undefined) {
    expect(errors).toHaveLength(1);
    const error = errors?.[0] as SeenError;
    expect(error).toMatchObject({
      message: 'Something went wrong on the server.',
      extensions: { code: 'INTERNAL', retryable: true, errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(Object.keys(error.extensions ?? {}).sort()).toEqual(['code', 'errorId', 'retryable']);
    expect(JSON.stringify(error)).not.toMatch(/hunter2|secret|stack/);
    const lines = server.logLines.filter((line) => line.includes(String(error.extensions?.errorId)));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(SECRET);
  }

  test.each([
    ['findRun', '{ run(id: "run") { id } }'],
    ['readRun', '{ run(id: "run") { model } }'],
    ['listRuns', '{ runs { nodes { id } } }'],
    ['read', '{ viewer { streamHead } }'],
  ] as const)('of %s is masked in a query, on every transport', async (method, query) => {
    broker.failing = { [method]: fail };
    expectMasked((await server.query('alice', query)).errors);
    for (const connect of [connectWs, connectSse]) {
      expectMasked(await (await server.connect(connect, 'alice')).subscribe({ query }).errors());
    }
  });

  test('of append is masked in the mutation', async () => {
    broker.failing = { append: fail };
    expectMasked((await server.tryPublish('alice', 'run', [delta('x')])).errors);
  });

  describe.each([
    ['WebSocket', connectWs],
    ['server-sent events', connectSse],
  ])('over %s', (_name, connect) => {
    test.each(['read', 'watch'] as const)('of %s is masked when a subscription opens', async (method) => {
      broker.failing = { [method]: fail };
      const client = await server.connect(connect, 'alice');
      expectMasked(await client.subscribe(watch({ start: 'EARLIEST' })).errors());
      await server.readersReturned();
      // The connection is as good as new.
      broker.failing = {};
      expect(await client.subscribe(watch({ start: 'EARLIEST' })).takeOne()).toMatchObject({ seq: 1 });
    });

    test('of read is masked in the middle of a stream, and ends it', async () => {
      const client = await server.connect(connect, 'alice');
      const witness = client.subscribe(watch());
      await server.readersMade(1);
      let pages = 0;
      broker.failing = {
        read: (_channel, _after, limit: number) => (limit > 0 && ++pages >= 2 ? fail() : null),
      };
      const stream = client.subscribe(watch({ start: 'EARLIEST' }));
      expectMasked(await stream.errors());
      expect(stream.received.length).toBe(500);
      await server.publish('alice', 'run', [delta('still here')]);
      expect(await witness.takeOne()).toMatchObject({ text: 'still here' });
    });

    test('of an event that cannot be read is masked, and leaves no reader behind', async () => {
      const read = broker.read.bind(broker);
      broker.read = async (...args) => {
        const page = await read(...args);
        const publications = page.publications.map((publication) =>
          publication.seq === 3 ? { ...publication, body: `{"${SECRET}` } : publication,
        );
        return { ...page, publications };
      };
      const client = await server.connect(connect, 'alice');
      const [error] = await client.subscribe(watch({ start: 'EARLIEST' })).errors();
      expect(error?.extensions?.code).toBe('INTERNAL');
      expect(JSON.stringify(error)).not.toContain('hunter2');
      await server.readersReturned();
    });
  });

  test('is told from one that was: UNAVAILABLE comes through, without its cause', async () => {
    broker.failing = { findRun: () => new AgentwireError('UNAVAILABLE', undefined, {}, { cause: fail() }) };
    const { errors } = await server.query('alice', '{ run(id: "run") { id } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(server.logLines).toHaveLength(1);
  });
});

describe('a verifier that fails', () => {
  test.each([
    ['with an error of its own', () => new Error(SECRET)],
    [
      'since keys cannot be had',
      () => new AgentwireError('UNAVAILABLE', 'No keys.', {}, { cause: new Error(SECRET) }),
    ],
  ])('%s says nothing of it to clients, and everything to the log', async (_how, error) => {
    const verify = async () => {
      throw error();
    };
    const server = await startTestServer({ verify });
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${await signToken('alice')}`,
    };
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers,
      body: '{"query":"{__typename}"}',
    });
    expect(response.status).toBeGreaterThanOrEqual(500);
    const body = await response.text();
    expect(JSON.parse(body).errors[0].extensions.retryable).toBe(true);
    expect(body).not.toMatch(/hunter2|secret/);
    expect(server.logLines.join()).toContain('hunter2');
    const stream = await server.subscribeWs('alice');
    // A code that clients retry.
    expect(await stream.ended).toEqual({ closed: 1013 });
    expect(server.logLines.filter((line) => line.includes('hunter2'))).toHaveLength(2);
    expect(server.logLines.join()).not.toContain('eyJ');
    await server.close();
  });
});
