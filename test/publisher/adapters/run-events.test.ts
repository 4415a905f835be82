import { expect, test } from 'vitest';
import type { AgentEventInput } from '../../../src/client/generated/graphql.ts';
import { RunEvents } from '../../../src/publisher/adapters/shared/run-events.ts';

const textOf = ({ messageDelta }: AgentEventInput) => messageDelta?.text;

test('an event is given on once there is room for it, behind those before it', async () => {
  const given: unknown[] = [];
  const room = Promise.withResolvers<void>();
  const events = new RunEvents({
    async emit(event) {
      if (given.push(textOf(event)) === 1) await room.promise;
    },
  });

  const emitted = ['a', 'b', 'c'].map((text) => events.message('m', { text }));
  await Promise.resolve();
  expect(given).toEqual(['a']);

  room.resolve();
  await Promise.all(emitted);
  expect(given).toEqual(['a', 'b', 'c']);
});

test('behind an event that was refused nothing is given on', async () => {
  const given: unknown[] = [];
  const refusal = new Error('No.');
  const events = new RunEvents({
    async emit(event) {
      given.push(textOf(event));
      throw refusal;
    },
  });

  await expect(events.message('m', { text: 'a' })).rejects.toBe(refusal);
  await expect(events.message('m', { text: 'b' })).rejects.toBe(refusal);
  expect(given).toEqual(['a']);
});

test('ids and names that no event can have are replaced', async () => {
  const given: AgentEventInput[] = [];
  const events = new RunEvents({ emit: async (event) => void given.push(event) });

  await events.toolStarted('x'.repeat(257), { toolName: '' });
  await events.toolEnded('x'.repeat(257), { toolName: '' }, { status: 'SUCCEEDED' });

  const [begun, ended] = given;
  expect(begun?.toolExecuting).toEqual({
    toolCallId: expect.stringMatching(/^[-\w]{36}$/),
    toolName: 'unknown',
  });
  expect(ended?.toolCompleted?.toolCallId).toBe(begun?.toolExecuting?.toolCallId);
});

test('of a call that ended nothing more is said', async () => {
  const given: AgentEventInput[] = [];
  const events = new RunEvents({ emit: async (event) => void given.push(event) });

  await events.toolProgressed('c', { message: 'before' });
  await events.toolStarted('c', { toolName: 't' });
  await events.toolEnded('c', { toolName: 't' }, { status: 'SUCCEEDED' });
  await events.toolEnded('c', { toolName: 't' }, { status: 'DENIED' });
  await events.toolProgressed('c', { message: 'behind' });

  expect(given.map((event) => Object.keys(event).join())).toEqual(['toolExecuting', 'toolCompleted']);
});
