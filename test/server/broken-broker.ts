import { MemoryBroker } from '../../src/broker/memory.ts';

/** A store from which a replay of more than a page cannot be read to its end. */
export function brokenAfterFirstPage(): MemoryBroker {
  const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 1_000_000 } });
  const read = broker.read.bind(broker);
  let pages = 0;
  broker.read = async (channel, after, limit) => {
    if (limit > 0 && ++pages > 1) throw new Error('the disk is gone');
    return read(channel, after, limit);
  };
  return broker;
}
