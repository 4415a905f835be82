import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BaseEvent, RunAgentInput } from '@ag-ui/client';
import { EventType, HttpAgent } from '@ag-ui/client';
import { EventEncoder } from '@ag-ui/encoder';
import { runAgUiAgent } from '../../../src/publisher/adapters/ag-ui.ts';
import type { AgentRun, RunResult } from '../../../src/publisher/agent.ts';
import type { Framework, Tools } from './everywhere-framework.ts';

/** An agent as AG-UI has them: the events of one request, until its client is gone. */
type Answer = (input: RunAgentInput, signal: AbortSignal) => AsyncIterable<BaseEvent>;

const event = (type: keyof typeof EventType, fields: object): BaseEvent => ({
  ...fields,
  type: EventType[type],
});
const said = (messageId: string, delta: string) => [
  event('TEXT_MESSAGE_START', { messageId, role: 'assistant' }),
  event('TEXT_MESSAGE_CONTENT', { messageId, delta }),
  event('TEXT_MESSAGE_END', { messageId }),
];
const called = (toolCallId: string, toolCallName: string, args: object) => [
  event('TOOL_CALL_START', { toolCallId, toolCallName }),
  event('TOOL_CALL_ARGS', { toolCallId, delta: JSON.stringify(args) }),
  event('TOOL_CALL_END', { toolCallId }),
];
const result = (toolCallId: string, content: string) =>
  event('TOOL_CALL_RESULT', { toolCallId, content, messageId: `${toolCallId} result` });

const finished = ({ threadId, runId }: RunAgentInput, inputTokens: number, fields: object) =>
  event('RUN_FINISHED', { threadId, runId, usage: [{ inputTokens }], ...fields });

/** What the protocol has for a tool that failed: a message of a snapshot. */
const failed = (toolCallId: string, { message: error }: Error, { messages }: RunAgentInput) =>
  event('MESSAGES_SNAPSHOT', {
    messages: [...messages, { id: `${toolCallId} result`, role: 'tool', toolCallId, content: '', error }],
  });

const cleaning = (tools: Tools): Answer =>
  async function* (input, signal) {
    const { threadId, runId, resume } = input;
    yield event('RUN_STARTED', { threadId, runId });
    if (resume === undefined) {
      const q = String(input.messages.at(-1)?.content);
      yield* said('looking', 'Looking.');
      yield* called('c1', 'search', { q });
      yield await tools.search(q, signal).then(
        (found) => result('c1', JSON.stringify(found)),
        (error) => failed('c1', error, input),
      );
      yield* called('c2', 'remove', { path: '/a' });
      const interrupts = [{ id: 'i', reason: 'tool_call', message: 'Remove /a?', toolCallId: 'c2' }];
      yield finished(input, 20, { outcome: { type: 'interrupt', interrupts } });
    } else {
      const isApproved = resume[0]?.payload.approved === true;
      yield result('c2', isApproved ? tools.remove('/a') : 'kept');
      yield* said('answer', 'All done.');
      yield finished(input, 10, { result: 'All done.' });
    }
  };

const answeringTooSoon: Answer = async function* (input) {
  const { threadId, runId } = input;
  yield event('RUN_STARTED', { threadId, runId });
  yield result('c9', 'removed');
  yield* said('answer', 'All done.');
  yield finished(input, 10, {});
};

/** Runs an agent that is served over HTTP. */
async function overHttp(run: AgentRun, answer: Answer): Promise<RunResult> {
  const server = createServer(async (req, res) => {
    const input = JSON.parse(Buffer.concat(await req.toArray()).toString());
    const encoder = new EventEncoder();
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    res.writeHead(200, { 'Content-Type': encoder.getContentType() });
    for await (const one of answer(input, gone.signal)) res.write(encoder.encodeSSE(one));
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const question = { id: run.runId, role: 'user', content: String(run.input) } as const;
    const agent = new HttpAgent({ url: `http://127.0.0.1:${port}`, initialMessages: [question] });
    return await runAgUiAgent(run, agent);
  } finally {
    server.close();
  }
}

export const agUi: Framework = {
  name: 'AG-UI',
  clean: (run, tools) => overHttp(run, cleaning(tools)),
  // Whether it does what was denied is the agent's business, as is what it says of it.
  denied: { status: 'SUCCEEDED', output: 'kept' },
  strayEnd: (run) => overHttp(run, answeringTooSoon),
  stray: { name: 'unknown', status: 'SUCCEEDED' },
};
