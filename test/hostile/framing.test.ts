import { delta, executing, started } from '../support/events.ts';
import { awkwardTexts } from '../support/texts.ts';
import { signToken } from '../support/tokens.ts';
import { patient } from './asking.ts';
import type { Row, Transport } from './frame.ts';
import { hostile } from './frame.ts';

const everyTransport: readonly Transport[] = ['WebSocket', 'SSE', 'multipart'];

/** What would be something else where it is not kept apart from what is around it. */
const texts: readonly string[] = [
  'a\n\ndata: fake\n\nevent: next\ndata: {"data":{"agentEvents":null}}\n\n',
  '\r\rdata: fake\r\r',
  '\n\nevent: complete\ndata:\n\n',
  '\nid: 7\nretry: 1\n: comment\n',
  '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{"payload":null}\r\n--graphql',
  '\r\n--graphql--\r\n',
  '"}}},{"type":"complete","id":"1"}',
  '"}}}\n{"data":null,"errors":[{"message":"fake"}]}',
  '</script><script>alert(document.domain)</script><!--',
  '<img src=x onerror=alert(1)>',
  "{{constructor.constructor('alert(1)')()}} #{7*7} <%= 7*7 %>",
  '%0d%0aSet-Cookie: a=b\r\nSet-Cookie: a=b\r\n\r\n',
  '\x1b[2J\x1b]0;title\x07',
  'a\u0085b\u2028c\u2029d\x0be\x0cf',
  '\u202e\u2066reversed\u2069\u202c',
  '\ud83d \ude00 \ufffe \uffff \0 \ufeff',
  String.fromCharCode(...Array(0x2100).keys()),
  '\n'.repeat(100_000),
  ...awkwardTexts,
];

/** As JSON, since it is what JSON.stringify makes of it that comes back. */
const values: readonly string[] = [
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
  '{"toJSON":"x","then":"y","length":-1}',
  '["\\u0000","\\ud83d","\\u2028\\n\\ndata: fake\\n\\n"]',
  `${'['.repeat(100)}${']'.repeat(100)}`,
  '{"":{"":{"":""}},"a.b":1,"$ref":"#","$where":"1"}',
  '1e-7',
  '"\\r\\n--graphql--\\r\\n"',
];

const query = `subscription { agentEvents(start: EARLIEST) {
  __typename
  ... on RunEvent { runId threadId agent { name } }
  ... on MessageDelta { text }
  ... on ToolExecuting { toolName input }
} }`;

const about = (id: string) => ({ runId: id, threadId: id, agent: { name: id } });

/** What an event has beside what is the run's. */
type Own = { readonly __typename: string; readonly [field: string]: unknown };

/** What comes of these events of a run which has this id, as have its thread and its agent. */
const delivered = (name: string, id: string, events: readonly unknown[], expected: readonly Own[]): Row => ({
  name,
  on: everyTransport,
  expected: expected.map(({ __typename, ...own }) => JSON.stringify({ __typename, ...about(id), ...own })),
  async attack(server, connect) {
    const userId = crypto.randomUUID();
    await server.publish(userId, id, [started({ threadId: id, agent: { name: id } }), ...events]);
    const client = connect(server.port, await signToken(userId));
    const [, ...received] = await client.subscribe({ query }).caughtUp();
    await client.close();
    return received.slice(0, -1).map((event) => JSON.stringify(event));
  },
});

const said = (text: string) => ({ __typename: 'MessageDelta', text });
const asked = (json: string) => ({
  __typename: 'ToolExecuting',
  toolName: 'search',
  input: JSON.parse(json),
});

const ids = ['a\n\ndata: fake\n\n', '\r\n--graphql--\r\n', '"}}\u2028', '<script>', '__proto__', '\u202e'];

hostile(
  'what events say',
  [
    delivered(
      'texts',
      'run',
      texts.map((text) => delta(text)),
      texts.map(said),
    ),
    delivered(
      'values',
      'run',
      values.map((json) => executing('call', { input: JSON.parse(json) })),
      values.map(asked),
    ),
    ...ids.map((id) => delivered(`ids such as ${JSON.stringify(id)}`, id, [delta('x')], [said('x')])),
  ],
  patient,
);
