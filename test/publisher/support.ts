import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { PublishEventsInput } from '../../src/client/generated/graphql.ts';
import type { Endpoint } from '../../src/client/request.ts';

/** How to answer one request: with an HTTP status and text, or, as null, by breaking the connection. */
export type Answer = { readonly status: number; readonly text: string } | null;

export const taken = ({ firstSeq, events }: PublishEventsInput): Answer => {
  const lastSeq = (firstSeq as number) + events.length - 1;
  const publishEvents = { accepted: events.length, duplicates: 0, lastSeq, cursor: 'c' };
  return { status: 200, text: JSON.stringify({ data: { publishEvents } }) };
};

export const refused = (extensions: object, status = 200): Answer => ({
  status,
  text: JSON.stringify({ errors: [{ message: 'No.', extensions }] }),
});

/** A GraphQL server that answers as it is told to, whatever it is asked; mostly that is publishEvents. */
export async function fakeServer(
  answer: (input: PublishEventsInput, request: number, variables: object) => Answer | Promise<Answer>,
): Promise<{ readonly endpoint: Endpoint; readonly inputs: readonly PublishEventsInput[] }> {
  const inputs: PublishEventsInput[] = [];
  const server = createServer(async (req, res) => {
    const { variables } = JSON.parse(Buffer.concat(await req.toArray()).toString());
    const answered = await answer(variables.input, inputs.push(variables.input), variables);
    if (answered === null) return void res.destroy();
    res.writeHead(answered.status).end(answered.text);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { endpoint: { url, getToken: () => 'token' }, inputs };
}
