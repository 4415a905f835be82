import { errorTable } from '../../src/errors.ts';
import { opcodes } from '../hostile/wire.ts';
import type { Response } from './responses.ts';
import { responsesIn } from './responses.ts';

/** What shows an error of the server itself, whatever the input was. */
const ownFaults: readonly unknown[] = ['INTERNAL', 'UNAVAILABLE'];
const ownCloseCodes: readonly number[] = [1006, 1011, 1013, 4500];
/** What no answer may contain: how the program is made. */
const TELLING = /node_modules|\bat \S+ \(|\.ts:\d+|SQLITE_/;
const serverMessages = ['connection_ack', 'ping', 'pong', 'next', 'error', 'complete'];

/** Throws unless everything that came is as it has to be. Returns what the answers were, in a word each. */
export function judge(transcript: Buffer): string[] {
  if (TELLING.test(transcript.toString('latin1'))) throw new Error('It tells how the program is made.');
  return [...responsesIn(transcript)].flatMap(judgeResponse);
}

function judgeResponse(response: Response): string[] {
  const { status, contentType, body, isWhole } = response;
  if (status === 101) return [...messagesIn(body)];
  if (status >= 500) throw new Error(`The status is ${status}: ${body}`);
  const word = `HTTP ${status}`;
  if (contentType.startsWith('text/event-stream')) return [word, ...eventsIn(String(body))];
  if (contentType.startsWith('multipart/mixed')) return [word, ...partsIn(String(body))];
  if (!contentType.includes('json') || !isWhole || body.length === 0) return [word];
  return [word, judgeResult(JSON.parse(String(body)))];
}

function* messagesIn(body: Buffer): Generator<string> {
  for (const { opcode, payload } of framesIn(body)) {
    if (opcode === opcodes.close) {
      const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
      if (ownCloseCodes.includes(code)) throw new Error(`Closed with ${code} ${payload.subarray(2)}`);
      yield `closed ${code}`;
    } else if (opcode === opcodes.text) {
      const {
        type,
        id,
        payload: said,
      } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
      if (!serverMessages.includes(type)) throw new Error(`A message of type ${type}`);
      if (['next', 'error', 'complete'].includes(type) && typeof id !== 'string')
        throw new Error(`${type} without id`);
      if (type === 'next') yield judgeResult(said);
      else if (type === 'error') yield judgeResult({ errors: said });
      else yield type;
    } else if (opcode !== opcodes.ping && opcode !== opcodes.pong) {
      throw new Error(`A frame ${opcode}`);
    }
  }
}

/** Whole frames as servers send them: in one piece and not masked (RFC 6455, section 5). */
function* framesIn(body: Buffer): Generator<{ opcode: number; payload: Buffer }> {
  for (let at = 0; at + 2 <= body.length; ) {
    const short = body[at + 1] as number;
    const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (short > 127 || ((body[at] as number) & 0xf0) !== 0x80)
      throw new Error('A frame that servers do not send');
    if (at + headBytes > body.length) return;
    const end = at + headBytes + lengthIn(body.subarray(at + 1), short);
    if (end > body.length) return;
    yield { opcode: (body[at] as number) & 0x0f, payload: body.subarray(at + headBytes, end) };
    at = end;
  }
}

function lengthIn(head: Buffer, short: number): number {
  if (short < 126) return short;
  return short === 126 ? head.readUInt16BE(1) : Number(head.readBigUInt64BE(1));
}

function eventsIn(body: string): string[] {
  return body
    .split('\n\n')
    .slice(0, -1)
    .flatMap((event) => {
      const [, data] = /^event: next\n(?:id: [^\r\n]*\n)?data: ([^\r\n]*)$/.exec(event) ?? [];
      if (data !== undefined) return judgeResult(JSON.parse(data));
      if (!/^(?::|event: complete\ndata:|retry: \d+)$/.test(event)) throw new Error(`An event ${event}`);
      return [];
    });
}

function partsIn(body: string): string[] {
  return body
    .split('\r\n--graphql')
    .slice(1, -1)
    .flatMap((part) => {
      const { payload, ...failure } = JSON.parse(part.split('\r\n\r\n')[1] as string);
      if (payload === undefined) return [];
      return judgeResult(payload ?? failure);
    });
}

/** GraphQL over HTTP, and the table of errors: data, or errors that a client can act upon. */
function judgeResult(result: unknown): string {
  const { data, errors } = result as { data?: unknown; errors?: unknown };
  if (errors === undefined && typeof data === 'object' && data !== null) return 'data';
  if (!Array.isArray(errors) || errors.length === 0) throw new Error(`A result ${JSON.stringify(result)}`);
  for (const { message, extensions } of errors) {
    const code = extensions?.code;
    if (typeof message !== 'string' || !Object.hasOwn(errorTable, String(code)) || ownFaults.includes(code)) {
      throw new Error(`An error ${JSON.stringify(errors)}`);
    }
  }
  return errors[0].extensions.code;
}
