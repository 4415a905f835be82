import { channelOf } from '../../src/events/channel.ts';
import type { Child } from './child.ts';
import type { CrowdReply, CrowdRequest } from './crowd.ts';
import { appendToAll, batchOfRun, withBroker } from './direct.ts';
import { round } from './round.ts';
import type { Figures } from './stage.ts';
import { Stage } from './stage.ts';
import { usersOf } from './users.ts';

const SOCKETS = 5_000;
/** These are there before anything is measured. */
const WARM_UP = 100;
const MOST = 0.99;
/** What a process has open beside its sockets. */
const OTHER_DESCRIPTORS = 300;
const BODY_BYTES = 244;

/**
 * 5,000 sockets of as many users on one of two nodes: what they take of memory while nothing happens, and how long it
 * takes them to be live on the other node once theirs was killed. They are createResumingClients, which spread their
 * attempts out, and know both nodes.
 */
export function recoveryScenario(): Promise<Figures> {
  assertDescriptors(SOCKETS + OTHER_DESCRIPTORS);
  return Stage.play(async (stage) => {
    const redis = await stage.redis('none');
    const [doomed, spare] = await stage.nodes(redis.url, 'none');
    const crowd: Child<CrowdRequest, CrowdReply> = stage.helper('./crowd.ts');
    const [users, others] = [usersOf(SOCKETS), usersOf(WARM_UP)];
    const channels = [...users, ...others].map((user) => channelOf(null, user));
    await withBroker(redis.port, (broker) => appendToAll(broker, channels, batchOfRun(1, 2, BODY_BYTES)));

    await crowd.ask({ ports: [spare.port], users: others });
    const ports = [doomed.port, spare.port];
    await crowd.ask({ ports, users: users.slice(0, WARM_UP) });
    const used = async () => ({ node: await doomed.residentBytes(), redis: await redis.usedBytes() });
    const before = await used();
    await crowd.ask({ ports, users: users.slice(WARM_UP) });
    const after = await used();
    const bytesPerSocket = (part: keyof typeof before) => (after[part] - before[part]) / (SOCKETS - WARM_UP);

    const killedAt = Date.now();
    await doomed.kill();
    const againAt = await crowd.ask({ recovered: Math.ceil(SOCKETS * MOST) });
    const secondsUntil = (share: number) =>
      round(((againAt[Math.ceil(SOCKETS * share) - 1] as number) - killedAt) / 1000);
    return {
      'node resident KiB per idle socket': round(bytesPerSocket('node') / 1024),
      'Redis bytes per idle socket': Math.round(bytesPerSocket('redis')),
      [`50 % of ${SOCKETS} sockets live again after, s`]: secondsUntil(0.5),
      [`99 % of ${SOCKETS} sockets live again after, s`]: secondsUntil(MOST),
    };
  });
}

/** Node takes as many as the hard limit allows. */
function assertDescriptors(needed: number): void {
  const { userLimits } = process.report.getReport() as { userLimits: { open_files: { hard: string } } };
  if (Number(userLimits.open_files.hard) < needed) throw new Error(`This needs ulimit -n ${needed}.`);
}
