/** A response of HTTP/1.1, as far as it came. */
export interface Response {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Whether the body has come to its end. */
  readonly isWhole: boolean;
}

/** Reads one response after the other (RFC 9112). Behind a 101 everything is its body. Throws for what is none. */
export function* responsesIn(bytes: Buffer): Generator<Response, void> {
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = rest.toString('latin1', 0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${head} `)?.[1]);
    if (Number.isNaN(status)) throw new Error(`This is no response: ${head.slice(0, 200)}`);
    const { body, isWhole, used } = bodyIn(rest.subarray(end + 4), status, head);
    yield { status, contentType: fieldIn(head, 'content-type') ?? '', body, isWhole };
    rest = rest.subarray(end + 4 + used);
  }
}

interface Body {
  readonly body: Buffer;
  readonly isWhole: boolean;
  /** Bytes of the connection that it takes. */
  readonly used: number;
}

function bodyIn(rest: Buffer, status: number, head: string): Body {
  if (status === 100 || status === 204 || status === 304)
    return { body: rest.subarray(0, 0), isWhole: true, used: 0 };
  if (/chunked/i.test(fieldIn(head, 'transfer-encoding') ?? '')) return chunksIn(rest);
  const length = fieldIn(head, 'content-length');
  const used = length === undefined ? rest.length : Math.min(rest.length, Number(length));
  return { body: rest.subarray(0, used), isWhole: length !== undefined && used === Number(length), used };
}

function chunksIn(rest: Buffer): Body {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at);
    const length = lineEnd < 0 ? Number.NaN : Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + length + 2;
    if (length === 0 || !(next <= rest.length)) {
      const isWhole = length === 0;
      return {
        body: Buffer.concat(chunks),
        isWhole,
        used: isWhole ? Math.min(next, rest.length) : rest.length,
      };
    }
    chunks.push(rest.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}

const fieldIn = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*(.*?)[ \\t\\r]*$`, 'im').exec(head)?.[1];
