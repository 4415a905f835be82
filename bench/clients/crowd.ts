import type { Socket } from 'node:net';
import { userAt } from '../events.ts';
import type { SocketOptions } from './socket.ts';
import { leaveSocket, openSocket } from './socket.ts';
import { Tally } from './tally.ts';

/** A process with many sockets that count what they get. */

export type CrowdRequest =
  | ({ readonly do: 'connect' } & Connecting)
  /** Answers once all sockets together have got so many messages more. Keeps the first of each if `samples`. */
  | { readonly do: 'receive'; readonly messages: number; readonly samples?: boolean }
  | { readonly do: 'leave' };

export interface Connecting extends SocketOptions {
  readonly users: number;
  readonly socketsPerUser: number;
  /** How many come at once. */
  readonly atOnce: number;
  /** Whether each goes on behind the event of its sample. */
  readonly resumes: boolean;
  /** How many messages there have to be, too, behind the one that says that a subscription is live. */
  readonly messages: number;
}

export interface CrowdReply {
  /** Milliseconds since 1970, as exact as performance.now. */
  readonly startedAt: number;
  readonly doneAt: number;
  readonly samples: readonly string[];
  readonly error: string | null;
}

const tally = new Tally();
const sockets: Socket[] = [];
/** By the place of a socket in the crowd. */
const samples = new Map<number, string>();
let keepsSamples = false;

const answers = {
  async connect(connecting: Connecting): Promise<void> {
    const { users, socketsPerUser, atOnce, messages } = connecting;
    const indexes = Array.from({ length: users * socketsPerUser }, (_, index) => index).values();
    const connectSome = async () => {
      for (const index of indexes) await connectOne(connecting, index);
    };
    await Promise.all([tally.more(messages), ...Array.from({ length: atOnce }, connectSome)]);
  },

  async receive({
    messages,
    samples: keeps = false,
  }: {
    messages: number;
    samples?: boolean;
  }): Promise<void> {
    if (keeps) samples.clear();
    keepsSamples = keeps;
    await tally.more(messages);
    keepsSamples = false;
  },

  async leave(): Promise<void> {
    await Promise.all(sockets.splice(0).map(leaveSocket));
  },
};

async function connectOne(connecting: Connecting, index: number): Promise<void> {
  const after = connecting.resumes ? cursorIn(samples.get(index)) : null;
  const variables = { ...connecting.variables, after };
  const socket = await openSocket({ ...connecting, variables }, userAt(index % connecting.users), {
    onMessage: () => tally.add(),
    onFailure: (message) => tally.fail(message),
    onData(chunk) {
      if (keepsSamples && !samples.has(index)) samples.set(index, chunk.toString());
    },
  });
  sockets.push(socket);
}

function cursorIn(sample: string | undefined): string {
  const [, cursor] = /"cursor":"([\w-]+)"/.exec(sample ?? '') ?? [];
  if (cursor === undefined) throw new Error('There is no event to go on behind.');
  return cursor;
}

const now = () => performance.timeOrigin + performance.now();

process.on('message', async (request: CrowdRequest) => {
  const startedAt = now();
  const error = await answers[request.do](request as never).then(
    () => null,
    (reason: Error) => reason.message,
  );
  const isSampling = request.do === 'receive' && request.samples === true;
  const reply: CrowdReply = {
    startedAt,
    doneAt: now(),
    samples: isSampling ? [...samples.values()] : [],
    error,
  };
  process.send?.(reply);
});
process.on('disconnect', () => process.exit());
