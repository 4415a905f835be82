import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ViewerDocument } from '../../src/client/generated/graphql.ts';
import { RequestError, request } from '../../src/client/request.ts';
import { rejectionOf } from '../support/errors.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const ask = (url: string, signal?: AbortSignal) =>
  request({ url, getToken: async () => 'a-token' }, ViewerDocument, {}, signal);

/** What asking a server fails with that answers like this. */
async function failure(status: number, text: string): Promise<RequestError> {
  const url = await serve((_req, res) => void res.writeHead(status).end(text));
  const error = await rejectionOf(ask(url));
  expect(error).toBeInstanceOf(RequestError);
  return error as RequestError;
}

describe('a request', () => {
  test('sends the operation and the token, and answers with the data', async () => {
    let seen: unknown;
    const url = await serve(async (req, res) => {
      const body = JSON.parse(Buffer.concat(await req.toArray()).toString());
      seen = { method: req.method, authorization: req.headers.authorization, query: body.query };
      res.end(JSON.stringify({ data: { viewer: { id: 'alice' } } }));
    });
    expect(await ask(url)).toEqual({ viewer: { id: 'alice' } });
    expect(seen).toEqual({ method: 'POST', authorization: 'Bearer a-token', query: String(ViewerDocument) });
  });

  test('fails with the code and the details of the API', async () => {
    const extensions = { code: 'OUT_OF_ORDER', retryable: false, expectedSeq: 3 };
    const error = await failure(
      200,
      JSON.stringify({ data: null, errors: [{ message: 'No.', extensions }] }),
    );
    expect(error).toMatchObject({
      message: 'No.',
      code: 'OUT_OF_ORDER',
      retryable: false,
      details: extensions,
    });
  });

  test('fails with INTERNAL, not to be repeated, where an error has no code', async () => {
    const error = await failure(400, JSON.stringify({ errors: [{ message: 'No.' }] }));
    expect(error).toMatchObject({ message: 'No.', code: 'INTERNAL', retryable: false });
  });

  test.each<[number, string, boolean]>([
    [200, '<html>', false],
    [200, '', false],
    [200, 'null', false],
    [200, '{}', false],
    [200, '[]', false],
    [200, '"data"', false],
    [404, '{"message":"nothing here"}', false],
    [404, 'There is nothing here.', false],
    [429, 'Slow down.', true],
    [502, '<html>', true],
    [503, '{"status":503}', true],
  ])('answered with HTTP %i and %j is no result; a retry can help: %j', async (status, text, retryable) => {
    const error = await failure(status, text);
    expect(error).toMatchObject({ code: 'NETWORK', retryable });
    expect(error.message).toMatch(new RegExp(` answers with HTTP ${status} and no GraphQL result\\.$`));
  });

  test('can be repeated where nobody answers, or not to the end', async () => {
    const nobody = await rejectionOf(ask('http://127.0.0.1:1/graphql'));
    expect(nobody).toMatchObject({
      message: 'http://127.0.0.1:1/graphql cannot be reached.',
      code: 'NETWORK',
      retryable: true,
    });
    const url = await serve((_req, res) => {
      res.writeHead(200, { 'Content-Length': 100 }).write('{"data":');
      res.flushHeaders();
      setImmediate(() => res.destroy());
    });
    expect(await rejectionOf(ask(url))).toMatchObject({ code: 'NETWORK', retryable: true });
  });

  test('that is stopped fails with the reason to stop', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Error('Enough.')));
    expect(await rejectionOf(ask(url, stop.signal))).toMatchObject({ message: 'Enough.' });
  });

  test('fails as its token does', async () => {
    const endpoint = {
      url: 'http://127.0.0.1:1/',
      getToken: () => Promise.reject(new Error('Nobody signs.')),
    };
    expect(await rejectionOf(request(endpoint, ViewerDocument, {}))).toMatchObject({
      message: 'Nobody signs.',
    });
  });
});
