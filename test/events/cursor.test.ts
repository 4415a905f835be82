import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeCursor,
  encodeCursor,
  matchesCheck,
  newEpoch,
  positionBehind,
  uncheckedPosition,
} from '../../src/events/cursor.ts';
import { errorWith, thrownBy } from '../support/errors.ts';
import { anyText } from '../support/texts.ts';

const idA = '0a1b2c3d-0000-4000-8000-000000000000';
const idB = '1a1b2c3d-0000-4000-8000-000000000000';
const cursor = encodeCursor(positionBehind({ epoch: newEpoch(), offset: 4711, id: idA }));

const anyPosition = fc.record({
  epoch: fc.stringMatching(/^[0-9a-z]{8}$/),
  offset: fc.maxSafeNat(),
  check: fc.stringMatching(/^[0-9a-f]{8}$/),
});

const isInvalid = (candidate: string) => {
  expect(thrownBy(() => decodeCursor(candidate))).toEqual(errorWith('CURSOR_INVALID'));
};

test('a position comes back from its cursor', () => {
  fc.assert(
    fc.property(anyPosition, (position) => {
      expect(decodeCursor(encodeCursor(position))).toEqual(position);
    }),
  );
  const limits = [uncheckedPosition(newEpoch(), 0), uncheckedPosition(newEpoch(), Number.MAX_SAFE_INTEGER)];
  for (const position of limits) expect(decodeCursor(encodeCursor(position))).toEqual(position);
});

test('a cursor can stand in a URL and in a line of text', () => {
  fc.assert(fc.property(anyPosition, (position) => /^[\w-]+$/.test(encodeCursor(position))));
});

test('what is no cursor is refused', () => {
  fc.assert(fc.property(anyText, isInvalid));
  const plain = (text: string) => Buffer.from(text).toString('base64url');
  const shapes = [
    '2.0epoch00.1.00000000',
    '1.0EPOCH00.1.00000000',
    '1.0epoch00.01.00000000',
    '1.0epoch00.-1.00000000',
    '1.0epoch00.1e3.00000000',
    '1.0epoch00.9007199254740992.00000000',
    '1.0epoch00.1.0000000g',
    '1.0epoch00.1.00000000\n',
    '1.0epoch00.1.00000000.',
  ];
  for (const shape of shapes) isInvalid(plain(shape));
});

test('a part of a cursor is refused', () => {
  for (let length = 0; length < cursor.length; length++) {
    isInvalid(cursor.slice(0, length));
    if (length > 0) isInvalid(cursor.slice(length));
  }
});

test('a cursor with anything added is refused', () => {
  for (const extra of ['=', ' ', '\n', '\0', 'A', 'AAAA', cursor]) {
    isInvalid(cursor + extra);
    isInvalid(extra + cursor);
  }
  isInvalid(cursor.replace(/.{4}/, '$& '));
});

test('an altered cursor is refused, or is the one cursor of another position', () => {
  const character = fc.constantFrom(...'ABCXYZabcxyz0189-_+/=. ');
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), character, (index, replacement) => {
      const altered = cursor.slice(0, index) + replacement + cursor.slice(index + 1);
      try {
        expect(encodeCursor(decodeCursor(altered))).toBe(altered);
      } catch (error) {
        expect(error).toEqual(errorWith('CURSOR_INVALID'));
      }
    }),
  );
});

test('a megabyte is refused', () => {
  isInvalid('A'.repeat(1024 * 1024));
  isInvalid(cursor.padEnd(1024 * 1024, 'A'));
});

test('a position knows the event that it is behind', () => {
  const position = positionBehind({ epoch: newEpoch(), offset: 1, id: idA });
  expect(matchesCheck(position, idA)).toBe(true);
  expect(matchesCheck(position, idB)).toBe(false);
  expect(matchesCheck(uncheckedPosition(position.epoch, 1), idB)).toBe(true);
});
