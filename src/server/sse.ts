import type { Framing } from './stream.ts';

/**
 * GraphQL over server-sent events, in distinct connections mode (GraphQL over SSE protocol): every result is an
 * event `next` with the cursor as its `id:`, so that a client that reconnects gives it back as Last-Event-ID.
 */
export const serverSentEvents: Framing = {
  contentType: 'text/event-stream; charset=utf-8',
  mediaRanges: ['text/event-stream', 'text/*', '*/*'],
  open: ':\n\n',
  keepAlive: ':\n\n',
  // JSON has no line breaks of its own, so whatever a text contains stays within its line.
  event: (result, cursor) => `event: next\n${cursor === null ? '' : `id: ${cursor}\n`}data: ${result}\n\n`,
  failure: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  complete: 'event: complete\ndata:\n\n',
  retry: (delayMs) => `retry: ${delayMs}\n\n`,
};
