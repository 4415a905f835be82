import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { textFrame } from '../../src/server/frame.ts';
import { Outbox } from '../../src/server/outbox.ts';
import type { Received } from '../hostile/wire.ts';
import { closing, opcodes, Peer } from '../hostile/wire.ts';
import { openPair } from './socket-pair.ts';

/** More than the kernel takes for a peer that does not read. */
const STALLING_FRAMES = 256;
const large = textFrame('x'.repeat(64 * 1024));

async function open() {
  const pair = await openPair((port) => Peer.upgrade(port));
  return { ...pair, outbox: new Outbox(pair.socket, pair.raw), writes: vi.spyOn(pair.raw, 'write') };
}

/** An outbox with more in it than its peer takes without reading. */
async function openStalled() {
  const opened = await open();
  for (let count = 0; count < STALLING_FRAMES; count++) opened.outbox.add(large);
  await setImmediate();
  return opened;
}

async function readFrames(peer: Peer, count: number): Promise<string[]> {
  const shown: string[] = [];
  while (shown.length < count) shown.push(show(await peer.frame()));
  return shown;
}

/** Everything up to the end, which the peer agrees to when it is told of it. */
async function readAll(peer: Peer): Promise<string[]> {
  const shown: string[] = [];
  for (let received = await peer.frame(); received !== null; received = await peer.frame()) {
    shown.push(show(received));
    if (received.opcode === opcodes.close) peer.write(closing(1000));
  }
  return shown;
}

function show(received: Received | null): string {
  if (received === null) return 'the end';
  return received.opcode === opcodes.text ? String(received.payload) : `opcode ${received.opcode}`;
}

describe('An outbox', () => {
  test('writes the frames of one turn at once, in their order', async () => {
    const { outbox, peer, writes } = await open();
    for (const text of ['1', '2', '3']) outbox.add(textFrame(text));
    await Promise.resolve();
    outbox.add(textFrame('4'));
    expect(writes).not.toHaveBeenCalled();
    await setImmediate();
    expect(writes).toHaveBeenCalledTimes(1);
    outbox.add(textFrame('5'));
    await setImmediate();
    expect(writes).toHaveBeenCalledTimes(2);
    expect(await readFrames(peer, 5)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('writes what there is when it is flushed, once, and the rest of the turn behind it', async () => {
    const { outbox, peer, writes } = await open();
    outbox.add(textFrame('1'));
    outbox.flush();
    outbox.flush();
    expect(writes).toHaveBeenCalledTimes(1);
    outbox.add(textFrame('2'));
    outbox.add(textFrame('3'));
    await setImmediate();
    expect(writes).toHaveBeenCalledTimes(2);
    expect(await readFrames(peer, 3)).toEqual(['1', '2', '3']);
  });

  test('does not wait for another one of the same turn, nor write what is for its peer', async () => {
    const [one, other, gone] = [await open(), await open(), await open()];
    gone.outbox.add(textFrame('nobody'));
    one.outbox.add(textFrame('one 1'));
    other.outbox.add(textFrame('other 1'));
    one.outbox.add(textFrame('one 2'));
    other.outbox.add(textFrame('other 2'));
    gone.socket.terminate();
    await setImmediate();
    expect(await readFrames(one.peer, 2)).toEqual(['one 1', 'one 2']);
    expect(await readFrames(other.peer, 2)).toEqual(['other 1', 'other 2']);
    expect(await readAll(gone.peer)).toEqual([]);
  });
});

describe('Behind a close frame', () => {
  test('nothing is written, neither what was added before nor after', async () => {
    const { outbox, socket, peer } = await open();
    outbox.add(textFrame('before'));
    socket.close(1000);
    outbox.add(textFrame('after'));
    await setImmediate();
    outbox.add(textFrame('a turn after'));
    expect(await readAll(peer)).toEqual(['opcode 8']);
  });

  test('nothing is written, but what was flushed comes before it', async () => {
    const { outbox, socket, peer } = await open();
    outbox.add(textFrame('before'));
    outbox.flush();
    socket.close(1000);
    outbox.add(textFrame('after'));
    outbox.flush();
    expect(await readAll(peer)).toEqual(['before', 'opcode 8']);
  });

  test('nothing is written if the peer has sent the first one', async () => {
    const { outbox, socket, peer } = await open();
    const closed = once(socket, 'close');
    peer.write(closing(1000));
    expect(await readFrames(peer, 1)).toEqual(['opcode 8']);
    outbox.add(textFrame('after'));
    await setImmediate();
    expect(await readAll(peer)).toEqual([]);
    await closed;
  });
});

describe('A full outbox', () => {
  test('is one that has more for its peer than 256 KiB, written or not', async () => {
    const { outbox, peer } = await open();
    for (let count = 0; count < 3; count++) outbox.add(large);
    expect(outbox.isFull).toBe(false);
    outbox.add(large);
    expect(outbox.isFull).toBe(true);
    const drained = outbox.drained();
    await readFrames(peer, 4);
    await drained;
    expect(outbox.isFull).toBe(false);
  });

  test('is drained when a peer that has stalled reads again, and not before', async () => {
    const { outbox, peer } = await openStalled();
    let isDrained = false;
    const drained = outbox.drained().then(() => {
      isDrained = true;
    });
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(outbox.isFull).toBe(true);
    expect(isDrained).toBe(false);
    await readFrames(peer, STALLING_FRAMES);
    await drained;
    expect(outbox.isFull).toBe(false);
    outbox.add(textFrame('more'));
    expect(await readFrames(peer, 1)).toEqual(['more']);
  });

  test('is full no more once the connection is gone, and so nobody waits for it', async () => {
    const { outbox, raw } = await openStalled();
    let isClosed = false;
    raw.once('close', () => {
      isClosed = true;
    });
    expect(outbox.isFull).toBe(true);
    raw.destroy();
    expect(outbox.isFull).toBe(false);
    await outbox.drained();
    expect(isClosed).toBe(false);
  });

  test('is drained when the connection is cut, and takes what it never writes', async () => {
    const { outbox, socket, peer, writes } = await openStalled();
    const closed = once(socket, 'close');
    const drained = outbox.drained();
    peer.reset();
    await drained;
    await closed;
    const before = writes.mock.calls.length;
    for (let count = 0; count < STALLING_FRAMES; count++) outbox.add(large);
    await outbox.drained();
    await setImmediate();
    expect(writes).toHaveBeenCalledTimes(before);
  });

  test('is waited for once, by however many, and again the next time', async () => {
    const { outbox, raw, peer } = await openStalled();
    const listeners = () => raw.listenerCount('drain') + raw.listenerCount('close');
    const before = listeners();
    for (let time = 0; time < 2; time++) {
      const all = Promise.all([outbox.drained(), outbox.drained(), outbox.drained()]);
      expect(listeners()).toBe(before + 2);
      await readFrames(peer, STALLING_FRAMES);
      await all;
      expect(listeners()).toBe(before);
      for (let count = 0; count < STALLING_FRAMES; count++) outbox.add(large);
    }
  });
});

test('An outbox that is not full is drained, and has written what there was', async () => {
  const { outbox, peer, writes } = await open();
  outbox.add(textFrame('1'));
  await outbox.drained();
  expect(writes).toHaveBeenCalledTimes(1);
  expect(await readFrames(peer, 1)).toEqual(['1']);
});
