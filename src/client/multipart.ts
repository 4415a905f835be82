/**
 * The parts of a `multipart/mixed` response (RFC 2046, section 5.1), each without its headers, as soon as the
 * boundary behind it is there. Ends with the closing boundary, and throws where the body ends before it.
 */
export async function* partsOf(response: Response): AsyncGenerator<string, void, undefined> {
  const boundary = `\r\n--${boundaryOf(response)}`;
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '\r\n';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error('The response ended before its closing boundary.');
      const parts = (text + decoder.decode(value, { stream: true })).split(boundary);
      text = parts.pop() as string;
      for (const part of parts) {
        const headersEnd = part.indexOf('\r\n\r\n');
        // In front of the first boundary there may be anything.
        if (headersEnd !== -1) yield part.slice(headersEnd + 4);
      }
      if (text.startsWith('--')) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

const BOUNDARY = 'graphql';

export const streamType = `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`;
export const streamStart = `\r\n--${BOUNDARY}`;
export const streamEnd = '--\r\n';

/** As a part behind a boundary, with the next boundary: whoever reads it has the part when they have that. */
export function partWith(body: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${body}${streamStart}`;
}

export function isMultipart({ headers }: Response): boolean {
  return /^multipart\/mixed/i.test(headers.get('content-type') ?? '');
}

function boundaryOf({ headers }: Response): string {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers.get('content-type') ?? '') ?? [];
  return quoted ?? plain ?? '-';
}
