/** Levels that are kept; the server takes 100. */
const MAX_DEPTH = 64;
/** Bytes of JSON; an event's body takes 256 KiB in all. */
const MAX_BYTES = 192 * 1024;
/** UTF-16 units of what is shown of a value that is too large. */
const PREVIEW_LENGTH = 4096;

/**
 * A framework's value as JSON, whatever it is: what has no JSON is left out, a bigint becomes a string, a cycle says
 * so. A value of more than `maxBytes` becomes `{ truncated: true, bytes, preview }`. Never throws.
 */
export function toJson(value: unknown, maxBytes = MAX_BYTES): unknown {
  try {
    return withinSize(plain(value, []), maxBytes);
  } catch {
    // A getter or a proxy may throw anything; an event must not be lost for it.
    return { unreadable: true };
  }
}

function withinSize(value: unknown, maxBytes: number): unknown {
  const text = JSON.stringify(value);
  if (text === undefined || text.length * 3 <= maxBytes) return value;
  const bytes = new TextEncoder().encode(text).length;
  return bytes <= maxBytes ? value : { truncated: true, bytes, preview: text.slice(0, PREVIEW_LENGTH) };
}

function plain(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return undefined;
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= MAX_DEPTH) return '[too deep]';
  return plainObject(value, [...ancestors, value]);
}

function plainObject(value: object, ancestors: readonly object[]): unknown {
  const inside = (part: unknown) => plain(part, ancestors);
  if (Array.isArray(value)) return value.map((part) => inside(part) ?? null);
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map) return inside(Object.fromEntries(value));
  if (value instanceof Set) return inside([...value]);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { bytes: value.byteLength };
  if ('toJSON' in value && typeof value.toJSON === 'function') return inside(value.toJSON());
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const json = inside(part);
      return json === undefined ? [] : [[name, json]];
    }),
  );
}
