import fc from 'fast-check';
import { test } from 'vitest';
import type { DeliveredEvent } from '../../../src/client/delivered.ts';
import {
  caughtUp,
  child,
  completed,
  completedTool,
  event,
  executing,
  required,
  said,
  started,
  thought,
  told,
} from './translation-support.ts';

test('any events make a run that a client takes', async () => {
  const ids = {
    runId: fc.constantFrom('main', 'sub'),
    text: fc.constantFrom('', 'a', 'ab'),
    final: fc.boolean(),
  };
  const texts = fc.record({
    ...ids,
    mode: fc.constantFrom('APPEND', 'REPLACE'),
    kind: fc.constantFrom('m', 'b', 's'),
  });
  const others = fc.record({
    runId: ids.runId,
    kind: fc.constantFrom('call', 'result', 'ask', 'answer', 'caughtUp'),
  });
  const ends = fc.constantFrom('AgentCompleted', 'AgentFailed', 'AgentCancelled', null);
  const error = { code: 'INTERNAL', message: 'No.', retryable: false, providerCode: null };
  const makers: Record<string, (fields: object, nth: number) => DeliveredEvent> = {
    m: (fields) => said('', fields),
    b: (fields) => thought('', fields),
    s: (fields) => thought('', { ...fields, thinkingKind: 'STATUS' }),
    call: (fields, nth) => executing({ ...fields, toolCallId: `c${nth}` }),
    result: (fields) => completedTool(fields),
    ask: (fields, nth) => required({ ...fields, interruptId: `i${nth}` }),
    answer: (fields) => event('InputResolved', { ...fields, interruptId: 'i1' }),
    caughtUp: () => caughtUp,
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(texts, others)), ends, async (parts, end) => {
      const events = parts.map(({ kind, runId, ...fields }, nth) =>
        (makers[kind] as (typeof makers)[string])({ ...fields, ...(runId === 'sub' && child) }, nth),
      );
      const last = end === null ? [] : [event(end, { ...completed(), error, __typename: end })];
      await told(started, ...events, ...last);
    }),
    { numRuns: 300 },
  );
});
