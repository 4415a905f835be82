import { join } from 'node:path';
import type { AgentEventInput } from '../src/client/generated/graphql.ts';
import { Publishing } from './clients/publishing.ts';
import type { ServerReply, ServerRequest } from './control.ts';
import type { Stage } from './stage.ts';

/** An agentwire that a browser can open, and that is published to from here. */
export interface Target {
  readonly origin: string;
  readonly publishing: Publishing;
}

export async function startTarget(stage: Stage): Promise<Target> {
  const store = `sqlite:${join(stage.folder(), 'events.db')}`;
  const [, { port }] = await stage.server<ServerRequest, ServerReply>('./servers/agentwire.ts', [store]);
  return { origin: `http://127.0.0.1:${port}`, publishing: await Publishing.to(port) };
}

/** The first events of a run of the given length, as a model streams tokens. */
export function* tokens(count: number): Generator<AgentEventInput> {
  yield { agentStarted: { agent: { name: 'bench' } } };
  for (let index = 1; index < count; index++)
    yield { messageDelta: { messageId: 'm', text: `token ${index} ` } };
}
