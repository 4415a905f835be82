import { expect } from 'vitest';
import type { AckMode } from '../../../src/config-store.ts';
import { temporaryFolder } from '../../support/folders.ts';
import type { Figures } from '../checker.ts';
import { check, nothingWrong } from '../checker.ts';
import type { History } from '../history.ts';
import { ChaosNode } from '../nodes.ts';
import type { ReportRow } from '../report.ts';
import type { Workload, WorkloadOptions } from '../workload.ts';
import { startWorkload } from '../workload.ts';
import type { Store } from './stores.ts';

/** What a fault is done to, under load. */
export interface Scene<S> {
  readonly run: Workload;
  readonly nodes: readonly ChaosNode[];
  readonly store: S;
  /** The working folder of the nodes. */
  readonly folder: string;
  /** How long what lasts is to last. */
  readonly holdMs: number;
}

export interface Fault<S> {
  readonly name: string;
  readonly ack: AckMode;
  /** Breaks something, says so with `markFault`, and mends what does not mend itself. */
  readonly strike: (scene: Scene<S>) => Promise<void>;
  /** What must hold afterwards, with so many observers. */
  readonly owes: (observers: number) => Partial<Figures>;
  /** Default: 1. */
  readonly nodes?: number;
  /** Of each node. */
  readonly env?: (index: number) => Readonly<Record<string, string>>;
  /** Whether once is enough, because it lasts, or all that can be done. */
  readonly isOnce?: true;
}

/** How much of a fault. */
export interface Size {
  readonly load: Omit<WorkloadOptions, 'nodes'>;
  readonly holdMs: number;
  readonly times: number;
}

/** Does a fault to a store and nodes under load, and expects of what happened what is owed. */
export async function suffer<S extends Store>(fault: Fault<S>, store: S, size: Size): Promise<ReportRow> {
  const folder = await temporaryFolder();
  const nodes = await startNodes(fault, store, folder);
  const run = await startWorkload({ nodes, ...size.load });
  await run.underLoad();
  for (let time = 0; time < (fault.isOnce ? 1 : size.times); time++) {
    await fault.strike({ run, nodes, store, folder, holdMs: size.holdMs });
    await run.underLoad();
  }
  const history = await run.stop();
  const figures = check(history);
  expect({ ...figures, untold: untoldIn(history) }).toMatchObject({
    ...fault.owes(history.observers.length),
    untold: [],
  });
  return { fault: `${fault.name} (${fault.ack})`, figures };
}

function startNodes(fault: Fault<never>, { url }: Store, folder: string): Promise<ChaosNode[]> {
  const { nodes = 1, ack, env = () => ({}) } = fault;
  const start = (_: unknown, index: number) =>
    ChaosNode.start({ folder, store: url, flags: ['--ack', ack], env: env(index) });
  return Promise.all(Array.from({ length: nodes }, start));
}

/** Observers that were given what the log does not have there, and no StreamReset behind it. */
function untoldIn({ observers, log }: History): readonly string[] {
  return observers
    .filter(({ userId, saw }) => {
      const stored = new Set(log[userId]?.map(({ cursor }) => cursor));
      const lastReset = saw.findLastIndex(({ kind }) => kind === 'reset');
      return saw.slice(lastReset + 1).some((event) => event.kind === 'delivery' && !stored.has(event.cursor));
    })
    .map(({ name }) => name);
}

const some = expect.toSatisfy((figure: number) => figure > 0, 'more than none');

/** Nobody notices more than a pause. */
export const everything = (): Partial<Figures> => ({ ...nothingWrong, told: 0 });

/** Events may be lost, which those are told who might miss them. */
export function honesty(): Partial<Figures> {
  const { lost: _, aborted: __, ...rest } = nothingWrong;
  return rest;
}

/** Nothing is lost that was acknowledged; what was not may be, after some have seen it, who are told then. */
export const whatWasAcknowledged = (): Partial<Figures> => ({ ...honesty(), lost: 0 });

/** Events are lost, and every observer is told. */
export const theTruth = (observers: number): Partial<Figures> => ({ ...honesty(), told: observers });

/** Events that were acknowledged are lost, and those are told who have seen them. */
export const toldLoss = (): Partial<Figures> => ({ ...honesty(), lost: some, told: some });
