import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

/** About half a minute. `npm run fuzz` tries other seeds, for ten. */
const ROUNDS = 50;

/** What at least has to have been met, or the input is not what it was meant to be. */
const MET = [
  'data',
  'BAD_USER_INPUT',
  'CURSOR_INVALID',
  'FORBIDDEN',
  'connection_ack',
  'pong',
  'closed 4400',
  'HTTP 200',
];

test('no random input leaves anything behind, or harms or shows anybody else', {
  timeout: 300_000,
}, async () => {
  const answers = await fuzz({ seeds: [20_260_131], rounds: ROUNDS });
  expect([...answers.keys()]).toEqual(expect.arrayContaining(MET));
});
