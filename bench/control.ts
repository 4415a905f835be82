import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { userAt } from './events.ts';

/** What a benchmark asks of any server under test, which is a process of its own. */
export type ServerRequest =
  /** Makes the runs of the first users, before anyone subscribes. */
  | { readonly do: 'open'; readonly users: number }
  /** Makes events ready to be delivered, and delivers none of them. */
  | ({ readonly do: 'prepare' } & Work)
  /** Delivers them, and answers when the last is on its way. */
  | ({ readonly do: 'release' } & Work)
  | { readonly do: 'measure'; readonly collects: boolean };

/** So many batches for each of the first users, one user in each turn of the event loop. */
export interface Work {
  readonly users: number;
  readonly batches: number;
  readonly batchSize: number;
  /** Of the first of these events in the run of each user. */
  readonly firstSeq: number;
  /** In a batch, how many events come before each event of a tool; null for no tools. Default: null. */
  readonly tokensPerTool?: number | null;
}

/** CPU time of all threads so far, in microseconds, and memory in bytes. */
export interface Use {
  readonly cpuMicros: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** Outside of the heap, such as buffers. */
  readonly external: number;
}

export type ServerReply = Use & { readonly port: number };

export interface ServerUnderTest {
  readonly port: number;
  open?(users: number): Promise<void>;
  prepare(work: Work): Promise<void> | void;
  /** Delivers the next of the prepared events of a user. */
  announce(userId: string, count: number): void;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Says that the server listens, and answers requests until the benchmark ends or goes away. */
export function serve(server: ServerUnderTest): void {
  const answers = {
    open: ({ users }: { users: number }) => server.open?.(users),
    async prepare(work: Work) {
      await server.prepare(work);
      collectGarbage();
    },
    release: (work: Work) => release(server, work),
    measure({ collects }: { collects: boolean }) {
      if (collects) collectGarbage();
    },
  };
  const reply = () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({
      port: server.port,
      cpuMicros: user + system,
      rss,
      heapUsed,
      external,
    } satisfies ServerReply);
  };
  process.on('message', async (request: ServerRequest) => {
    await answers[request.do](request as never);
    reply();
  });
  process.on('disconnect', () => process.exit());
  reply();
}

function release(server: ServerUnderTest, { users, batches, batchSize }: Work): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const userIds = Array.from({ length: users }, (_, index) => userAt(index));
  const turns = users * batches;
  let turn = 0;
  const next = () => {
    if (turn === turns) return resolve();
    server.announce(userIds[turn++ % users] as string, batchSize);
    setImmediate(next);
  };
  setImmediate(next);
  return promise;
}
