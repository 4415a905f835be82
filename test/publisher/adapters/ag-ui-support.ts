import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BaseEvent, Interrupt, RunAgentInput } from '@ag-ui/client';
import { AbstractAgent, EventType } from '@ag-ui/client';
import { Observable } from 'rxjs';
import { onTestFinished } from 'vitest';
import { runAgUiEvents } from '../../../src/publisher/adapters/ag-ui.ts';
import { carryOut } from '../../support/lifecycle.ts';

export const event = <T extends keyof typeof EventType>(type: T, fields: object = {}): BaseEvent => ({
  ...fields,
  type: EventType[type],
});

export const begun = event('RUN_STARTED', { threadId: 't', runId: 'r' });
export const done = event('RUN_FINISHED', { threadId: 't', runId: 'r' });
export const interrupted = (...interrupts: Interrupt[]) =>
  event('RUN_FINISHED', { threadId: 't', runId: 'r', outcome: { type: 'interrupt', interrupts } });
export const said = (messageId: string, ...deltas: string[]) => [
  event('TEXT_MESSAGE_START', { messageId, role: 'assistant' }),
  ...deltas.map((delta) => event('TEXT_MESSAGE_CONTENT', { messageId, delta })),
  event('TEXT_MESSAGE_END', { messageId }),
];
export const called = (toolCallId: string, toolCallName: string, ...args: string[]) => [
  event('TOOL_CALL_START', { toolCallId, toolCallName }),
  ...args.map((delta) => event('TOOL_CALL_ARGS', { toolCallId, delta })),
  event('TOOL_CALL_END', { toolCallId }),
];
export const result = (toolCallId: string, content: string) =>
  event('TOOL_CALL_RESULT', { toolCallId, content, messageId: `${toolCallId}-result` });

export const carry = (...events: BaseEvent[]) => carryOut((run) => runAgUiEvents(run, events));

/** An agent that does what is next in its script, and keeps what it was asked with. */
export class ScriptedAgent extends AbstractAgent {
  readonly inputs: RunAgentInput[] = [];
  readonly #script: BaseEvent[][];
  constructor(...script: BaseEvent[][]) {
    super({ threadId: 't' });
    this.#script = script;
  }
  override run(input: RunAgentInput): ReturnType<AbstractAgent['run']> {
    this.inputs.push(input);
    const events: unknown = new Observable<BaseEvent>((subscriber) => {
      for (const one of this.#script.shift() ?? []) subscriber.next(one);
      subscriber.complete();
    });
    return events as ReturnType<AbstractAgent['run']>;
  }
}

export async function agentServer(
  answer: (res: ServerResponse, input: RunAgentInput) => void,
): Promise<string> {
  const server = createServer(async (req, res) => {
    answer(res, JSON.parse(Buffer.concat(await req.toArray()).toString()));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
