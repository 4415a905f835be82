import { hash } from 'node:crypto';
import type { Channel } from '../../events/channel.ts';

/** How many parts the channels are spread over. Each is one hash slot of a cluster, and moves as a whole. */
const PARTITIONS = 256;

/**
 * The keys of one channel. All have the hash tag of the channel's partition, so that one script may use them all
 * (redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec, "Hash tags").
 */
export interface ChannelKeys {
  /** String: the epoch of all channels of the partition. */
  readonly epoch: string;
  /** Stream: one entry a publication, its id `<offset>-<when it was stored>`. Also what announcements are made under. */
  readonly log: string;
  /** Hash: run id → the run, and under the empty run id the channel's newest position. */
  readonly runs: string;
  /** Sorted set, by its members' text alone: which runs there are, and where their publications stand. See index.lua. */
  readonly index: string;
  /** Sorted set: channels of the partition by when retention has to look at them next. */
  readonly due: string;
  /** Sorted set: `<channel> NUL <run id>` of the partition by when the server has to look at the run. */
  readonly leases: string;
  /** Hash: what each node has in use of the channel. See hold.lua. */
  readonly uses: string;
}

/** The keys that the revocations of all users are kept under. */
export interface RevocationKeys {
  /** Hash: `epoch`, and `number` of the newest, in microseconds since 1970. Also what announcements are made under. */
  readonly head: string;
  /** Hash: subject → `<number> <not before> <expires at>`. */
  readonly subjects: string;
  /** Sorted set: subjects in the order of keeping. */
  readonly order: string;
  /** Sorted set: subjects by when they may be forgotten. */
  readonly expiry: string;
}

export function keysOf(channel: Channel): ChannelKeys {
  const prefix = prefixOf(partitionOf(channel));
  return {
    epoch: `${prefix}epoch`,
    log: `${prefix}log:${channel}`,
    runs: `${prefix}runs:${channel}`,
    index: `${prefix}index:${channel}`,
    due: `${prefix}due`,
    leases: `${prefix}leases`,
    uses: `${prefix}uses:${channel}`,
  };
}

export const revocationKeys: RevocationKeys = {
  head: 'agentwire:{revocations}:head',
  subjects: 'agentwire:{revocations}:subjects',
  order: 'agentwire:{revocations}:order',
  expiry: 'agentwire:{revocations}:expiry',
};

/** String: how all of this is written. */
export const formatKey = 'agentwire:{format}';

/** Sorted set: the nodes that live. */
export const nodesKey = 'agentwire:{nodes}:living';

const prefixes = Array.from({ length: PARTITIONS }, (_, partition) => prefixOf(partition));

/** What `epoch`, `due` and `leases` are called in each of the partitions. */
export const epochKeys: readonly string[] = prefixes.map((prefix) => `${prefix}epoch`);
export const dueKeys: readonly string[] = prefixes.map((prefix) => `${prefix}due`);
export const leaseKeys: readonly string[] = prefixes.map((prefix) => `${prefix}leases`);

/** The first byte of SHA-1: spread evenly, and the same for ever. */
function partitionOf(channel: Channel): number {
  return hash('sha1', channel, 'buffer')[0] as number;
}

function prefixOf(partition: number): string {
  return `agentwire:{p${partition}}:`;
}
