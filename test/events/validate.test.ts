import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchInput, EventInput } from '../../src/events/validate.ts';
import { MAX_BATCH_EVENTS, MAX_BODY_BYTES, MAX_ID_LENGTH, validateBatch } from '../../src/events/validate.ts';
import { errorWith, thrownBy } from '../support/errors.ts';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  deltas,
  done,
  executing,
  failed,
  NOON,
  newEvent,
  progress,
  started,
  thinking,
} from '../support/events.ts';
import { anyText, awkwardTexts } from '../support/texts.ts';

const validate = (input: Partial<BatchInput>) =>
  validateBatch({ runId: 'run', events: [delta('text')], ...input }, NOON);
const refusal = (input: Partial<BatchInput>) => thrownBy(() => validate(input));

const badIds: readonly [string, string][] = [
  ['empty', ''],
  ['too long', 'a'.repeat(MAX_ID_LENGTH + 1)],
  ['with a NUL', 'a\0b'],
  ['half a character', 'a\ud83d'],
];

type Path = readonly (string | number)[];

/** Where ids and names stand within an event, and an event that has the given one there. */
const idsOfEvents: readonly [Path, (id: string) => EventInput][] = [
  [['agentStarted', 'agent', 'name'], (name) => started({ agent: { name } })],
  [['agentStarted', 'agent', 'id'], (id) => started({ agent: { name: 'a', id } })],
  [['agentStarted', 'threadId'], (threadId) => started({ threadId })],
  [['agentStarted', 'parentRunId'], (parentRunId) => started({ parentRunId })],
  [['agentStarted', 'parentToolCallId'], (parentToolCallId) => started({ parentToolCallId })],
  [['agentThinking', 'blockId'], (blockId) => thinking('', { blockId })],
  [['toolExecuting', 'toolCallId'], (toolCallId) => executing(toolCallId)],
  [['toolExecuting', 'toolName'], (toolName) => executing('call', { toolName })],
  [['toolProgress', 'toolCallId'], (toolCallId) => progress(toolCallId)],
  [['toolCompleted', 'toolCallId'], (toolCallId) => done(toolCallId)],
  [['toolCompleted', 'toolName'], (toolName) => done('call', { toolName })],
  [['messageDelta', 'messageId'], (messageId) => delta('', { messageId })],
  [['inputRequired', 'interruptId'], (interruptId) => asked(interruptId)],
  [['inputRequired', 'forToolCallId'], (forToolCallId) => asked('a', { forToolCallId })],
  [['inputResolved', 'interruptId'], (interruptId) => answered(interruptId)],
];

/** The same of batches, where the event stands second. */
const idPlaces: readonly [Path, (id: string) => Partial<BatchInput>][] = [
  [['runId'], (runId) => ({ runId })],
  [['writerId'], (writerId) => ({ writerId })],
  ...idsOfEvents.map(([path, event]): [Path, (id: string) => Partial<BatchInput>] => [
    ['events', 1, ...path],
    (id) => ({ events: [delta('before'), event(id)] }),
  ]),
];

describe.each(idPlaces)('the id at %j', (path, holding) => {
  test.each(badIds)('must not be %s', (_, id) => {
    expect(refusal(holding(id))).toEqual(errorWith('BAD_USER_INPUT', { path }));
  });

  test('may be anything else', () => {
    const id = `${'é:{}"\n'}${'a'.repeat(MAX_ID_LENGTH - 8)}😀`;
    expect(id).toHaveLength(MAX_ID_LENGTH);
    expect(JSON.stringify(validate(holding(id)))).toContain('aaa');
  });
});

test('ids that may be left out may be null', () => {
  const events = [
    started({ threadId: null, parentRunId: null, parentToolCallId: null, agent: { name: 'a', id: null } }),
    asked('a', { forToolCallId: null }),
  ];
  expect(validate({ events, writerId: null, firstSeq: null })).toMatchObject({
    writerId: null,
    firstSeq: null,
  });
});

describe('the size of a batch', () => {
  test('is 1 to the limit', () => {
    expect(refusal({ events: [] })).toEqual(errorWith('BAD_USER_INPUT', { path: ['events'] }));
    expect(validate({ events: deltas(MAX_BATCH_EVENTS) }).events).toHaveLength(500);
    expect(refusal({ events: deltas(MAX_BATCH_EVENTS + 1) })).toEqual(
      errorWith('LIMIT_EXCEEDED', { limit: 500, path: ['events'] }),
    );
  });
});

describe('the size of a body', () => {
  const empty = newEvent(delta('')).body.length;
  const room = MAX_BODY_BYTES - empty;
  const tooLarge = errorWith('PAYLOAD_TOO_LARGE', {
    limit: 256 * 1024,
    path: ['events', 1, 'messageDelta'],
  });
  const ofText = (text: string) => ({ events: [delta('before'), delta(text)] });

  test.each([
    ['a', 1],
    ['é', 2],
    ['\u2028', 3],
    ['😀', 4],
    ['\0', 6],
    ['\ud83d', 6],
  ])('counts %j as %i bytes', (character, bytes) => {
    const filling = character.repeat(Math.floor(room / bytes)) + 'a'.repeat(room % bytes);
    const { events } = validate(ofText(filling));
    expect(Buffer.byteLength(events[1]?.body ?? '')).toBe(MAX_BODY_BYTES);
    expect(refusal(ofText(`${filling}a`))).toEqual(tooLarge);
  });
});

describe('firstSeq', () => {
  test('counts from 1', () => {
    for (const firstSeq of [0, -1]) {
      expect(refusal({ firstSeq })).toEqual(errorWith('BAD_USER_INPUT', { path: ['firstSeq'] }));
    }
    expect(validate({ firstSeq: 1 }).firstSeq).toBe(1);
  });
});

describe('counts', () => {
  test.each([
    [{ events: [done('call', { durationMs: -1 })] }, ['toolCompleted', 'durationMs']],
    [
      { events: [completed({ usage: [{}, { inputTokens: -1 }] })] },
      ['agentCompleted', 'usage', 1, 'inputTokens'],
    ],
    [{ events: [failed({ usage: [{ costMicrosUsd: -1 }] })] }, ['agentFailed', 'usage', 0, 'costMicrosUsd']],
    [
      { events: [cancelled({ usage: [{ totalTokens: -1 }] })] },
      ['agentCancelled', 'usage', 0, 'totalTokens'],
    ],
  ])('are not below 0: %j', (input, path) => {
    expect(refusal(input)).toEqual(errorWith('BAD_USER_INPUT', { path: ['events', 0, ...path] }));
  });

  test('may be 0, null or left out', () => {
    const usage = [{ model: 'm', inputTokens: 0, outputTokens: null }];
    const { events } = validate({ events: [done('call', { durationMs: 0 }), completed({ usage })] });
    expect(events.map(({ body }) => JSON.parse(body))).toMatchObject([{ durationMs: 0 }, { usage }]);
  });
});

describe('what is no event', () => {
  test.each([
    ['no member', {}],
    ['a member of another name', { agentExploded: {} }],
    ['a name that every object has', { toString: {} }],
    ['a member without fields', { agentStarted: null }],
  ])('is refused: %s', (_, event) => {
    expect(refusal({ events: [delta('before'), event as unknown as EventInput] })).toEqual(
      errorWith('BAD_USER_INPUT', { path: ['events', 1] }),
    );
  });
});

describe('a valid event', () => {
  test('has an id of its own, at every attempt another one', () => {
    const events = deltas(2);
    const ids = [...validate({ events }).events, ...validate({ events }).events].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-/);
  });

  test('happened when it says, else now', () => {
    const occurredAt = '2025-12-24T18:30:00.123Z';
    const { events } = validate({
      events: [delta('a', { occurredAt }), delta('b'), delta('c', { occurredAt: null })],
    });
    expect(events.map(({ time }) => time)).toEqual([Date.parse(occurredAt), NOON, NOON]);
    for (const { body } of events) expect(body).not.toContain('occurredAt');
  });

  test('keeps in its body what is not said of the whole run', () => {
    const agent = { name: 'coder', id: 'c' };
    const event = newEvent(
      started({ agent, threadId: 't', parentRunId: 'p', model: 'm', input: { a: [1] } }),
    );
    expect(event.start).toEqual({ agent, threadId: 't', parentRunId: 'p' });
    expect(JSON.parse(event.body)).toEqual({ model: 'm', input: { a: [1] } });
  });

  test('keeps every text as it is', () => {
    for (const text of awkwardTexts) expect(JSON.parse(newEvent(delta(text)).body).text).toBe(text);
    fc.assert(
      fc.property(anyText, (text) => {
        const { body } = newEvent(delta(text));
        expect(JSON.parse(Buffer.from(body).toString()).text).toBe(text);
        expect(body).not.toContain('\0');
      }),
    );
  });
});
