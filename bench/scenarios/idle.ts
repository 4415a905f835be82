import { Target } from '../target.ts';

const SOCKETS = 2_000;
const USERS = 500;
const AT_ONCE = 50;

/** Resident memory of the server per socket that is subscribed and idle. */
export async function idleScenario(): Promise<Record<string, number>> {
  const target = await Target.start();
  const sockets = [];
  const connect = (index: number) => target.watch(`user-${index % USERS}`, 'LATEST', () => {});
  for (let index = 0; index < AT_ONCE; index++) (await connect(index)).terminate();
  const before = await target.ask<{ rss: number; heapUsed: number }>('memory');
  for (let first = 0; first < SOCKETS; first += AT_ONCE) {
    sockets.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => connect(first + index)))),
    );
  }
  const after = await target.ask<{ rss: number; heapUsed: number }>('memory');
  for (const socket of sockets) socket.terminate();
  await target.stop();
  const kibPerSocket = (bytes: number) => Math.round((bytes / SOCKETS / 1024) * 10) / 10;
  return {
    'resident KiB per idle socket': kibPerSocket(after.rss - before.rss),
    'heap KiB per idle socket': kibPerSocket(after.heapUsed - before.heapUsed),
  };
}
