import { describe, onTestFinished } from 'vitest';
import { appendConformance } from './conformance/append.ts';
import { commandsConformance } from './conformance/commands.ts';
import { concurrencyConformance } from './conformance/concurrency.ts';
import { exactRetryConformance } from './conformance/exact-retry.ts';
import { holdsConformance } from './conformance/holds.ts';
import { isolationConformance } from './conformance/isolation.ts';
import { leasesConformance } from './conformance/leases.ts';
import { readConformance } from './conformance/read.ts';
import { reopenConformance } from './conformance/reopen.ts';
import { resetConformance } from './conformance/reset.ts';
import { retentionConformance } from './conformance/retention.ts';
import { revocationsConformance } from './conformance/revocations.ts';
import { runsConformance } from './conformance/runs.ts';
import { watchConformance } from './conformance/watch.ts';
import type { Harness, OpenBench } from './harness.ts';

/** Everything that the contract on `Broker` promises. Runs unchanged against every broker. */
export function brokerConformance(name: string, harness: Harness): void {
  const open: OpenBench = async (retention = {}) => {
    let time = Date.now();
    const now = () => time;
    const everything = { maxAgeMs: 365 * 24 * 3_600_000, maxCount: 1_000_000 };
    const opened = await harness.open({ retention: { ...everything, ...retention }, now });
    onTestFinished(() => opened.dispose());
    return {
      broker: opened.broker,
      now,
      pass: async (ms) => {
        time += ms;
        await opened.age?.(ms);
      },
      reopen: async () => {
        if (opened.reopen === undefined) throw new TypeError('This store does not outlive its broker.');
        await opened.broker.close();
        return opened.reopen();
      },
    };
  };

  describe(`the ${name} broker`, () => {
    appendConformance(open);
    exactRetryConformance(open);
    concurrencyConformance(open);
    isolationConformance(open);
    readConformance(open);
    resetConformance(open);
    watchConformance(open);
    runsConformance(open);
    commandsConformance(open);
    leasesConformance(open);
    holdsConformance(open);
    retentionConformance(open);
    revocationsConformance(open, harness.isPersistent);
    if (harness.isPersistent) reopenConformance(open);
  });
}
