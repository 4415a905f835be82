import type { FormattedExecutionResult } from 'graphql';
import type { Framing } from './stream.ts';

/**
 * Subscriptions as Apollo's clients make them over HTTP (Apollo's multipart HTTP protocol for GraphQL
 * subscriptions, version 1.0): every result is a part `{"payload": …}`. Asked for by name only, since whoever takes
 * any `multipart/mixed` expects results without that envelope.
 */
export const multipart: Framing = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  mediaRanges: ['multipart/mixed;subscriptionspec=1.0'],
  open: '\r\n--graphql',
  keepAlive: partOf('{}'),
  event: (result) => partOf(`{"payload":${result}}`),
  failure: (result) => partOf(JSON.stringify(failureOf(result))),
  complete: '--\r\n',
  // The protocol has no words for it.
  retry: () => '',
};

/** Errors which end the stream stand outside of the payload, and have no place in the document. */
function failureOf({ errors = [] }: FormattedExecutionResult): object {
  return { payload: null, errors: errors.map(({ message, extensions }) => ({ message, extensions })) };
}

/**
 * Goes on behind a boundary and ends with the next one: a client has a part when it has what ends it, so a boundary
 * in front would hold each event back until the next. JSON has no line breaks of its own that would make another.
 */
function partOf(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;
}
