import { RAW } from './figures.ts';

/** A server that can be measured, and what its clients have to know of it. */
export interface Contestant {
  readonly name: string;
  readonly module: string;
  /** Default: WebSocket. */
  readonly transport: 'WebSocket' | 'SSE';
  readonly hasStore: boolean;
  /** What a message has in it that says that a subscription is live. */
  readonly liveAt: string;
  /** A folder that a CPU profile of it is written to. Default: none. */
  readonly profileTo?: string | undefined;
}

const peer = { transport: 'WebSocket', hasStore: false, liveAt: '"pong"' } as const;

export const contestants: readonly Contestant[] = [
  { ...peer, name: RAW, module: './peers/raw.mjs' },
  { ...peer, name: 'agentwire', module: './servers/agentwire.ts', hasStore: true, liveAt: '"CaughtUp"' },
  { ...peer, name: 'apollo', module: './peers/apollo.mjs' },
  { ...peer, name: 'mercurius', module: './peers/mercurius.mjs' },
  { ...peer, name: 'yoga', module: './peers/yoga.mjs' },
  { ...peer, name: 'yoga-sse', module: './peers/yoga.mjs', transport: 'SSE' },
];
