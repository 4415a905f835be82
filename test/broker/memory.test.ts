import { MemoryBroker } from '../../src/broker/memory.ts';
import { brokerConformance } from './conformance.ts';

brokerConformance('memory', {
  isPersistent: false,
  open: async (options) => {
    const broker = new MemoryBroker(options);
    return { broker, dispose: () => broker.close() };
  },
});
