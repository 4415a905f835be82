import type { Broker } from '../../../src/broker/broker.ts';
import type { RunChange } from '../../../src/events/change.ts';
import { alice } from '../../support/brokers.ts';
import { batchOf, started } from '../../support/events.ts';

export const MINUTE = 60_000;

/** A run that is asked for then. */
export const asking = (time: number, fields: object = {}): RunChange => ({
  kind: 'request',
  agentName: 'coder',
  threadId: 'thread',
  digest: 'digest',
  requestedAt: time,
  dueAt: time + MINUTE,
  ...fields,
});
export const worker = { writerId: 'worker' };
/** What whoever takes a run begins with. */
export const taking = (broker: Broker, runId: string, options: object = worker) =>
  broker.append(alice, { ...batchOf(runId, [started()], { firstSeq: 1, ...options }), leaseUntil: 5_000 });
