import { AgentwireError, SetupError } from '../../errors.ts';
import type { Connection } from './connection.ts';

/**
 * What an append waits for, beside the primary's answer.
 *
 * `none`: nothing. `replicated`: one replica has it in memory (WAIT). `fsynced`: the primary's disk has it (WAITAOF,
 * since Redis 7.2; before, a primary with `appendfsync always` answers nothing until that is so).
 */
export type RedisAckMode = 'none' | 'replicated' | 'fsynced';

/** Resolves once everything that was written over the connection is as safe as asked. Rejects with UNAVAILABLE. */
export type Acknowledge = () => Promise<void>;

/** Less than a connection may be silent: nothing else is answered while it waits. */
const WITHIN_MS = 2_000;

const ways: Record<RedisAckMode, (connection: Connection) => Promise<Acknowledge | null>> = {
  none: async () => null,
  replicated: async (connection) => async () => {
    const replicas = Number(await connection.sendCommand(['WAIT', '1', String(WITHIN_MS)]));
    if (replicas < 1) throw notSafe('No replica has confirmed in time (--ack replicated)');
  },
  fsynced: async (connection) => {
    if (await syncsAlways(connection)) return null;
    return async () => {
      const [onPrimary] = (await connection.sendCommand([
        'WAITAOF',
        '1',
        '0',
        String(WITHIN_MS),
      ])) as unknown as number[];
      if (onPrimary !== 1) throw notSafe('The disk has not confirmed in time (--ack fsynced)');
    };
  },
};

/** How to wait on this connection; null where the answer to a write is enough. Rejects if this Redis cannot. */
export function acknowledgement(mode: RedisAckMode, connection: Connection): Promise<Acknowledge | null> {
  return ways[mode](connection);
}

/** There may be one later, and what does not append is served without. */
export async function warnWithoutReplica(
  connection: Connection,
  warn: (error: Error) => void,
): Promise<void> {
  const replication = String(await connection.sendCommand(['INFO', 'replication']));
  if (/connected_slaves:[1-9]/.test(replication)) return;
  warn(new Error('Redis has no replica, so nothing is acknowledged: add one, or set --ack fsynced or none.'));
}

/** Whether a write is answered only once it is on the disk. Rejects if this Redis cannot say when it is. */
async function syncsAlways(connection: Connection): Promise<boolean> {
  const persistence = String(await connection.sendCommand(['INFO', 'persistence']));
  if (!persistence.includes('aof_enabled:1')) {
    throw new SetupError('--ack fsynced needs a Redis with `appendonly yes`. Set that, or another --ack.');
  }
  const server = String(await connection.sendCommand(['INFO', 'server']));
  const [, major, minor] = /(?:valkey|redis)_version:(\d+)\.(\d+)/.exec(server) ?? [];
  if (Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 2)) return false;
  const settings = JSON.stringify(await connection.sendCommand(['CONFIG', 'GET', 'appendfsync']));
  if (!settings.includes('always')) {
    throw new SetupError(
      '--ack fsynced needs Redis 7.2 or later, or `appendfsync always`. Set that, or another --ack.',
    );
  }
  return true;
}

function notSafe(reason: string): AgentwireError {
  return new AgentwireError('UNAVAILABLE', `${reason}. Send the same events again, with their firstSeq.`);
}
