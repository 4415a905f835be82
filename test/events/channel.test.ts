import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channelOf } from '../../src/events/channel.ts';
import { anyText, awkwardParts } from '../support/texts.ts';

const asStored = (channel: string) => Buffer.from(channel).toString('hex');

test('no two users share a channel, nor the bytes that a store keeps of its name', () => {
  const strings = new Set(awkwardParts.flatMap((first) => awkwardParts.map((second) => first + second)));
  const names = new Set<string>();
  for (const tenantId of [null, ...strings]) {
    for (const userId of strings) names.add(asStored(channelOf(tenantId, userId)));
  }
  expect(names.size).toBe((strings.size + 1) * strings.size);
});

test('a name holds both of its parts whole, whatever they are', () => {
  const tenant = fc.option(anyText);
  fc.assert(
    fc.property(tenant, anyText, (tenantId, userId) => {
      expect(JSON.parse(Buffer.from(channelOf(tenantId, userId)).toString())).toEqual([tenantId, userId]);
    }),
  );
});

test('no tenant is another tenant than the one without a name', () => {
  expect(channelOf(null, 'alice')).not.toBe(channelOf('', 'alice'));
  expect(channelOf(null, 'alice')).not.toBe(channelOf('null', 'alice'));
});
