import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** An answer of the model: a text in pieces, or the tools that it calls. */
export type ModelAnswer =
  | readonly string[]
  | { readonly calls: readonly (readonly [name: string, input: unknown])[] };

/** A request as the server got it. */
export interface ModelRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what the protocol says, and each test looks at another part of it
  readonly body: any;
}

export interface FakeOpenAi {
  /** To be given as OPENAI_BASE_URL. */
  readonly baseUrl: string;
  readonly requests: readonly ModelRequest[];
}

/** A server that speaks as much of chat completions as a model needs, and gives one answer after the other. */
export async function fakeOpenAi(answers: readonly ModelAnswer[]): Promise<FakeOpenAi> {
  return serve((index) => {
    const answer = answers[index];
    if (answer === undefined) return { status: 500, type: 'application/json', body: '{}' };
    return { status: 200, type: 'text/event-stream', body: streamed(answer, index) };
  });
}

/** A server that takes no key, and says so in OpenAI's words, with the key in them. */
export async function refusingOpenAi(): Promise<FakeOpenAi> {
  return serve((_index, key) => ({
    status: 401,
    type: 'application/json',
    body: JSON.stringify({
      error: {
        message: `Incorrect API key provided: ${key}.`,
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    }),
  }));
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function serve(reply: (index: number, key: string) => Reply): Promise<FakeOpenAi> {
  const requests: ModelRequest[] = [];
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const body = JSON.parse(await text(request));
    const index = requests.push({ path: request.url ?? '', authorization, body }) - 1;
    const answer = reply(index, (authorization ?? '').replace('Bearer ', ''));
    response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests };
}

function streamed(answer: ModelAnswer, index: number): string {
  const chunk = (choices: readonly object[], fields: object = {}) =>
    `data: ${JSON.stringify({ id: `answer-${index}`, object: 'chat.completion.chunk', created: 1, model: 'fake', choices, ...fields })}\n\n`;
  const part = (delta: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta, finish_reason }]);
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  return [
    part({ role: 'assistant', content: '' }),
    ...('calls' in answer ? calls(answer, index) : answer.map((content) => ({ content }))).map((delta) =>
      part(delta),
    ),
    part({}, 'calls' in answer ? 'tool_calls' : 'stop'),
    chunk([], { usage }),
    'data: [DONE]\n\n',
  ].join('');
}

function calls({ calls }: Extract<ModelAnswer, { readonly calls: unknown }>, answer: number): object[] {
  return calls.map(([name, input], index) => ({
    tool_calls: [
      {
        index,
        id: `call_${answer}_${index}`,
        type: 'function',
        function: { name, arguments: JSON.stringify(input) },
      },
    ],
  }));
}
