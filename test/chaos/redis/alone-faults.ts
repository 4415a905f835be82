import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { RunDocument } from '../../../src/client/generated/graphql.ts';
import { request } from '../../../src/client/request.ts';
import type { ChaosNode } from '../nodes.ts';
import { tokenOf } from '../tokens.ts';
import type { Fault, Scene } from './fault.ts';
import { everything, theTruth } from './fault.ts';
import type { Direction } from './proxy.ts';
import type { Alone } from './stores.ts';
import { hasSaid } from './stores.ts';

const ASK_MS = 1_000;

/** What can happen to one server and the network in front of it. */
export const syncedFaults: readonly Fault<Alone>[] = [
  {
    name: 'SIGKILL of a Redis without replicas, started again',
    ack: 'fsynced',
    owes: everything,
    async strike({ run, store: { server } }) {
      run.markFault();
      await server.kill();
      await server.start();
    },
  },
  {
    name: 'connections to Redis cut',
    ack: 'fsynced',
    owes: everything,
    async strike({ run, store: { proxy } }) {
      run.markFault();
      proxy.cut();
    },
  },
  {
    name: 'connections to Redis black-holed',
    ack: 'fsynced',
    isOnce: true,
    owes: everything,
    strike: swallow('requests', 'answers'),
  },
  {
    name: 'what goes to Redis black-holed',
    ack: 'fsynced',
    isOnce: true,
    owes: everything,
    strike: swallow('requests'),
  },
  {
    name: 'what comes from Redis black-holed',
    ack: 'fsynced',
    isOnce: true,
    owes: everything,
    strike: swallow('answers'),
  },
  {
    name: 'pub/sub connections killed',
    ack: 'fsynced',
    owes: everything,
    async strike({ run, store: { server } }) {
      run.markFault();
      await server.command('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
    },
  },
  {
    name: 'pub/sub connections black-holed for good',
    ack: 'fsynced',
    owes: everything,
    async strike({ run, store: { proxy } }) {
      run.markFault();
      proxy.abandon('subscribers');
    },
  },
  {
    name: 'connections to Redis black-holed for good, new ones served, asked all the time',
    ack: 'fsynced',
    owes: everything,
    // What is asked in the meantime must not make a dead connection look alive.
    async strike({ run, nodes, store: { proxy } }) {
      run.markFault();
      proxy.abandon('all');
      await keepAsking(nodes, run.users[0] as string);
    },
  },
  {
    name: 'Redis out of memory',
    ack: 'fsynced',
    isOnce: true,
    owes: everything,
    async strike({ run, store: { server }, holdMs }) {
      run.markFault();
      await server.command('CONFIG', 'RESETSTAT');
      await server.command('CONFIG', 'SET', 'maxmemory', '1');
      await hasSaid(server, 'errorstats', /errorstat_OOM/);
      await sleep(holdMs);
      await server.command('CONFIG', 'SET', 'maxmemory', '0');
    },
  },
  {
    name: 'FLUSHALL',
    ack: 'fsynced',
    owes: theTruth,
    async strike({ run, store: { server } }) {
      run.markFault();
      await server.command('FLUSHALL');
    },
  },
];

export const inMemoryFaults: readonly Fault<Alone>[] = [
  {
    name: 'an old snapshot restored',
    ack: 'none',
    owes: theTruth,
    async strike({ run, store: { server } }) {
      await server.command('SAVE');
      const [snapshot, copy] = ['dump.rdb', 'copy.rdb'].map((name) => join(server.folder, name));
      await copyFile(snapshot as string, copy as string);
      await run.underLoad();
      run.markFault();
      await server.kill();
      await copyFile(copy as string, snapshot as string);
      await server.start();
    },
  },
];

function swallow(...directions: readonly Direction[]) {
  return async ({ run, store: { proxy }, holdMs }: Scene<Alone>) => {
    run.markFault();
    proxy.swallow(...directions);
    await sleep(holdMs);
    proxy.mend();
  };
}

/** Has the nodes ask the store for runs of a user, until the test has finished. */
async function keepAsking(nodes: readonly ChaosNode[], userId: string): Promise<void> {
  const token = await tokenOf(userId);
  const ask = ({ url }: ChaosNode) =>
    request({ url, getToken: () => token }, RunDocument, { id: 'run 1.1', eventsFirst: 1 }).catch(() => {});
  const timer = setInterval(() => nodes.forEach(ask), ASK_MS);
  onTestFinished(() => clearInterval(timer));
}
