import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { textFrame } from '../../src/server/frame.ts';
import { frame, opcodes } from '../hostile/wire.ts';
import { awkwardTexts } from '../support/texts.ts';
import { openPair } from './socket-pair.ts';

/** On both sides of where the length takes more bytes, in bytes and in characters. */
const texts = [
  ...[0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map((bytes) => 'x'.repeat(bytes)),
  ...[62, 63, 125, 126, 32_767, 32_768, 65_535].map((characters) => 'é'.repeat(characters)),
  ...[31, 32, 16_383, 16_384].map((characters) => '😀'.repeat(characters)),
  ...awkwardTexts,
];

interface Message {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

async function connect(port: number): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(client, 'open');
  return client;
}

/** What a client of ws, which is strict, has of frames that come at once, up to a close frame. */
async function readBack(frames: readonly Buffer[]): Promise<readonly Message[]> {
  const { socket, raw, peer } = await openPair(connect);
  const messages: Message[] = [];
  peer.on('message', (data, isBinary) => messages.push({ data: data as Buffer, isBinary }));
  raw.write(Buffer.concat(frames));
  socket.close(1000);
  const [code] = await once(peer, 'close');
  expect(code).toBe(1000);
  return messages;
}

describe('A text frame', () => {
  test('is read back as the text that it was made of', async () => {
    const messages = await readBack(texts.map(textFrame));
    expect(messages).toHaveLength(texts.length);
    for (const [index, { data, isBinary }] of messages.entries()) {
      expect(isBinary).toBe(false);
      expect(data.equals(Buffer.from(texts[index] as string)), `the text ${index}`).toBe(true);
    }
  });

  test.each([
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ])('of %i bytes has %i more, as few as there can be', (bytes, headBytes) => {
    expect(textFrame('x'.repeat(bytes))).toHaveLength(headBytes + bytes);
  });

  test('is, byte for byte, a whole one that is not masked', () => {
    for (const text of texts) {
      expect(textFrame(text).equals(frame(opcodes.text, text, { isMasked: false }))).toBe(true);
    }
  });
});
