import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { ValidatedSubscriptionArgs } from 'graphql';
import { executeSubscriptionEvent, parse, validate, validateSubscriptionArgs } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Publication } from '../../src/events/publication.ts';
import type { Delivery } from '../../src/feed/reader.ts';
import { schema } from '../../src/graphql/schema.ts';
import { Selection } from '../../src/graphql/selection.ts';
import { SelectionCache } from '../../src/graphql/selection-cache.ts';
import { agentEventOf } from '../../src/graphql/subscription.ts';
import { deliveryOf } from './any-delivery.ts';
import { documentOf } from './any-operation.ts';
import { anyChoices, Choices } from './choices.ts';

const RUNS = 1_000;

function operationOf(text: string, variableValues: Record<string, unknown> = {}): ValidatedSubscriptionArgs {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = validateSubscriptionArgs({ schema, document, variableValues });
  if (!('schema' in operation)) expect.unreachable(String(operation));
  return operation;
}

function anyOperationOf(choices: Choices, delivery: Delivery): ValidatedSubscriptionArgs {
  const variables = { either: choices.oneIn(2), ...(choices.oneIn(4) && { yes: false, no: true }) };
  return operationOf(documentOf(choices, agentEventOf(delivery).__typename), variables);
}

describe('What is compiled of a selection', () => {
  test('gives what graphql-js executes, of any event that is as it should be', () => {
    fc.assert(
      fc.property(anyChoices, anyChoices, (document, delivery) => {
        const rootValue = deliveryOf(delivery, false);
        const operation = anyOperationOf(document, rootValue);
        const executed = executeSubscriptionEvent({ ...operation, rootValue });
        expect(new Selection(operation).resultOf(rootValue)?.text).toBe(JSON.stringify(executed));
      }),
      { numRuns: RUNS },
    );
  });

  test('gives what graphql-js executes, or leaves it to graphql-js, of an event that is not', () => {
    let compiled = 0;
    let left = 0;
    fc.assert(
      fc.property(anyChoices, anyChoices, (document, delivery) => {
        const rootValue = deliveryOf(delivery, true);
        const operation = anyOperationOf(document, rootValue);
        const result = new Selection(operation).resultOf(rootValue);
        if (result === null) return void left++;
        compiled++;
        expect(result.text).toBe(JSON.stringify(executeSubscriptionEvent({ ...operation, rootValue })));
      }),
      { numRuns: RUNS },
    );
    expect(compiled).toBeGreaterThan(0);
    expect(left).toBeGreaterThan(0);
  });

  test.each([2 ** 31, -(2 ** 31) - 1, 1.5, '7', true, {}])(
    'leaves it to graphql-js where Int is %j',
    (durationMs) => {
      const operation = operationOf('subscription { agentEvents { ... on ToolCompleted { durationMs } } }');
      const body = JSON.stringify({ durationMs });
      const publication = { ...(deliveryOf(new Choices([1, 1]), false) as Publication), body };
      expect(new Selection(operation).resultOf({ ...publication, type: 'TOOL_COMPLETED' })).toBeNull();
    },
  );

  test('is all of the schema: no field of an event has a resolver, or arguments', () => {
    const types = schema.getPossibleTypes(schema.getType('AgentEvent') as never);
    const fields = types.flatMap((type) => Object.values(type.getFields()));
    expect(fields.filter(({ resolve, args }) => resolve !== undefined || args.length > 0)).toEqual([]);
  });
});

describe('Selections', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  test('keep nothing of whoever subscribed first, and are not kept themselves', async () => {
    const cache = new SelectionCache();
    const document = parse('subscription { agentEvents { __typename } }');
    const open = () => {
      const variableValues = { undeclared: [] };
      const operation = validateSubscriptionArgs({ schema, document, variableValues });
      const selection = cache.of(operation as ValidatedSubscriptionArgs);
      return { selection, brought: new WeakRef(variableValues) };
    };
    let opened: ReturnType<typeof open> | null = open();
    const { brought } = opened;
    const selection = new WeakRef(opened.selection);
    // What was made or looked at in a turn of the event loop is kept until that is over.
    await setImmediate();
    collectGarbage();
    expect(brought.deref()).toBeUndefined();
    expect(selection.deref()).toBe(opened.selection);
    opened = null;
    await setImmediate();
    collectGarbage();
    expect(selection.deref()).toBeUndefined();
  });

  const text = 'subscription ($a: Boolean!) { agentEvents { ... on RunEvent { id seq @include(if: $a) } } }';
  const document = parse(text);
  const of = (variableValues: Record<string, unknown>) =>
    validateSubscriptionArgs({ schema, document, variableValues }) as ValidatedSubscriptionArgs;

  test('are one for all that subscribe with the same document and conditions', () => {
    const cache = new SelectionCache();
    expect(cache.of(of({ a: true }))).toBe(cache.of(of({ a: true })));
    expect(cache.of(of({ a: true }))).not.toBe(cache.of(of({ a: false })));
  });

  test('are not shared between documents', () => {
    const cache = new SelectionCache();
    expect(cache.of(of({ a: true }))).not.toBe(cache.of(operationOf(text, { a: true })));
  });
});
