import { setImmediate } from 'node:timers/promises';
import type { ValidatedSubscriptionArgs } from 'graphql';
import { parse, validateSubscriptionArgs } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Publication } from '../../src/events/publication.ts';
import type { Delivery } from '../../src/feed/reader.ts';
import { schema } from '../../src/graphql/schema.ts';
import { Selection } from '../../src/graphql/selection.ts';
import { SelectionCache } from '../../src/graphql/selection-cache.ts';
import { delta, logOf } from '../support/events.ts';

const document = parse(`
  subscription ($withText: Boolean!) {
    agentEvents {
      __typename
      ... on MessageDelta { seq text @include(if: $withText) }
      ... on CaughtUp { replayed }
      ... on StreamReset { resetReason }
    }
  }`);

/** The operation of another subscriber. */
function operation(withText = true): ValidatedSubscriptionArgs {
  const validated = validateSubscriptionArgs({ schema, document, variableValues: { withText } });
  if (!('schema' in validated)) expect.unreachable(String(validated));
  return validated;
}

/** A channel of its own, in which somebody says so many things. */
const channelOf = (name: string, count: number): Publication[] =>
  logOf(Array.from({ length: count }, (_, index) => ['run', delta(`${name} ${index + 1}`)]));

const [publication] = channelOf('alice', 1) as [Publication];

const textOf = (name: string, offset: number) =>
  `{"data":{"agentEvents":{"__typename":"MessageDelta","seq":${offset},"text":"${name} ${offset}"}}}`;

describe("A publication's result", () => {
  test('is shared within a turn by all that select the same', async () => {
    const selections = new SelectionCache();
    const result = selections.of(operation()).resultOf(publication);
    expect(result).toMatchObject({ delivery: publication, text: textOf('alice', 1) });
    await Promise.resolve();
    expect(selections.of(operation()).resultOf(publication)).toBe(result);
  });

  test('is not shared with those that select something else', () => {
    const selections = new SelectionCache();
    const withText = selections.of(operation(true)).resultOf(publication);
    const without = selections.of(operation(false)).resultOf(publication);
    expect(withText?.text).toBe(textOf('alice', 1));
    expect(without?.text).toBe('{"data":{"agentEvents":{"__typename":"MessageDelta","seq":1}}}');
  });

  test('is made anew in each turn', async () => {
    const selection = new Selection(operation());
    const results = new Set();
    for (let turn = 0; turn < 3; turn++) {
      const result = selection.resultOf(publication);
      expect(result?.text).toBe(textOf('alice', 1));
      expect(selection.resultOf(publication)).toBe(result);
      results.add(result);
      await setImmediate();
    }
    expect(results.size).toBe(3);
  });

  test('is never that of another publication at the same offset', () => {
    const selection = new Selection(operation());
    const [alice, bob] = [channelOf('alice', 200), channelOf('bob', 200)];
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 200; index++) {
        const offset = index + 1;
        expect(selection.resultOf(alice[index] as Publication)?.text).toBe(textOf('alice', offset));
        expect(selection.resultOf(bob[index] as Publication)?.text).toBe(textOf('bob', offset));
      }
    }
  });

  test('is never that of one which differs in its text only', () => {
    const selection = new Selection(operation());
    const merged = { ...publication, body: publication.body.replace('alice 1', 'alice 1 merged') };
    expect(selection.resultOf(publication)?.text).toBe(textOf('alice', 1));
    expect(selection.resultOf(merged)?.text).toContain('"text":"alice 1 merged"');
  });
});

describe("The result of the stream's own event", () => {
  const cursor = 'MS5lZWVlZWVlZS43LjAwMDAwMDAw';
  const own: readonly Delivery[] = [
    { __typename: 'CaughtUp', cursor, replayed: 7 },
    { __typename: 'StreamReset', cursor, resetReason: 'TRIMMED' },
  ];

  test.each(own)('is not shared: $__typename', (delivery) => {
    const selection = new Selection(operation());
    const result = selection.resultOf(delivery);
    expect(result?.delivery).toBe(delivery);
    const again = selection.resultOf(delivery);
    expect(again?.text).toBe(result?.text);
    expect(again).not.toBe(result);
  });

  test('is that of each subscription', () => {
    const selection = new Selection(operation());
    const textFor = (replayed: number) =>
      selection.resultOf({ __typename: 'CaughtUp', cursor, replayed })?.text;
    expect([textFor(1), textFor(2)]).toEqual([
      '{"data":{"agentEvents":{"__typename":"CaughtUp","replayed":1}}}',
      '{"data":{"agentEvents":{"__typename":"CaughtUp","replayed":2}}}',
    ]);
  });
});
