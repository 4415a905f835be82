/** UTF-16 units that one line may have: more than any event that the server would take. */
export const MAX_LINE_TEXT = 2 * 1024 * 1024;

/**
 * The lines of a UTF-8 text, without its byte order mark. Only a line feed ends a line: to readline a U+2028 within
 * a JSON string would, too. A line that is too long is given out cut off, as the last, so that none has to fit into
 * memory.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open: string[] = [];
  let openText = 0;
  for await (const chunk of input) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    open.push(first);
    openText += first.length;
    for (const next of rest) {
      yield open.join('');
      open = [next];
      openText = next.length;
    }
    if (openText > MAX_LINE_TEXT) break;
  }
  open.push(decoder.decode());
  yield open.join('');
}
