import { setTimeout } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { expect, onTestFinished, test } from 'vitest';
import { Announcements } from '../../../src/broker/redis/announcements.ts';
import { ClusterShape } from '../../../src/broker/redis/cluster-shape.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { Primaries } from '../../../src/broker/redis/primaries.ts';
import { slotOf } from '../../../src/broker/redis/slot.ts';
import { alice, countTo } from '../../support/brokers.ts';
import { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisProcess } from '../../support/redis/process.ts';
import { clusterAddress } from './support.ts';

test.each(['watch', 'leave'])(
  'a watcher is told that its slot has moved, though others %s on its connection just then',
  {
    timeout: 60_000,
  },
  async (what) => {
    const cluster = await RedisCluster.start();
    onTestFinished(() => cluster.remove());
    const address = clusterAddress(cluster);
    const primaries = new Primaries(address);
    const shape = await ClusterShape.open(primaries, address.nodes);
    const announcements = new Announcements(primaries, shape, () => {});
    onTestFinished(() => {
      announcements.close();
      primaries.close();
    });
    const { log: key } = keysOf(alice);
    const slot = slotOf(key);
    const { primary: from } = await cluster.ownerOf(slot);
    const to = cluster.primaries.find((primary) => primary !== from) as RedisProcess;
    const other = countTo(500)
      .map((number) => `k{${number}}`)
      .find((each) => shape.primaryOf(each).port === from.port && slotOf(each) !== slot) as string;
    const ids = await Promise.all([from, to].map((node) => node.command<string>('CLUSTER', 'MYID')));
    const [fromId, toId] = ids as [string, string];

    const { promise: told, resolve } = Promise.withResolvers<string | null>();
    await announcements.watch(key, resolve);
    const unwatch = what === 'leave' ? await announcements.watch(other, () => {}) : () => {};
    await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', fromId);
    const client = createClient({ socket: { host: '127.0.0.1', port: from.port } });
    await client.connect();
    onTestFinished(() => client.destroy());

    // It finds both there when it goes on, in this order: what it says of the slot is read while an answer is waited for.
    from.signal('SIGSTOP');
    const moved = client.sendCommand(['CLUSTER', 'SETSLOT', String(slot), 'NODE', toId]);
    await setTimeout(100);
    unwatch();
    const watching = what === 'watch' ? announcements.watch(other, () => {}) : null;
    await setTimeout(100);
    from.signal('SIGCONT');
    await Promise.all([moved, watching]);
    await to.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', toId);
    expect(await told).toBeNull();
    expect(await to.command('SPUBLISH', key, 'again')).toBe(1);
  },
);
