import type { GraphQLScalarType } from 'graphql';
import { Kind, valueFromASTUntyped } from 'graphql';
import { AgentwireError } from '../errors.ts';

/** RFC 3339, section 5.6, with upper-case letters; the offset is required, so that it is an instant. */
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Plain objects: a GraphQLScalarType would bring a description of its own, none, in place of the schema file's. */
type Coercions<Value> = Pick<
  GraphQLScalarType<Value, Value>,
  'coerceInputValue' | 'coerceOutputValue' | 'coerceInputLiteral'
>;

export const DateTime: Coercions<string> = {
  coerceInputValue: parseInstant,
  coerceInputLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
  coerceOutputValue: (value) => value as string,
};

export const Cursor: Coercions<string> = {
  coerceInputValue: parseCursor,
  coerceInputLiteral: (node) => parseCursor(node.kind === Kind.STRING ? node.value : null),
  coerceOutputValue: (value) => value as string,
};

export const JSONValue: Coercions<unknown> = {
  coerceInputValue: parseJson,
  coerceInputLiteral: (node) => parseJson(valueFromASTUntyped(node)),
  coerceOutputValue: (value) => value,
};

/** Writing a value takes a stack as high as the value is deep. */
const MAX_JSON_DEPTH = 100;

function parseJson(value: unknown): unknown {
  if (isWithinDepth(value, MAX_JSON_DEPTH)) return value;
  throw new AgentwireError('LIMIT_EXCEEDED', `A JSON value has at most ${MAX_JSON_DEPTH} levels.`, {
    limit: MAX_JSON_DEPTH,
  });
}

function isWithinDepth(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isWithinDepth(part, levels - 1));
}

function parseInstant(value: unknown): string {
  const [, year, month, day] = (typeof value === 'string' ? INSTANT.exec(value) : null) ?? [];
  // Date.parse takes 30 February for 1 March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const time = Number(day) >= 1 && Number(day) <= days ? Date.parse(value as string) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new AgentwireError(
      'BAD_USER_INPUT',
      'A DateTime is an RFC 3339 instant, such as 2026-01-31T09:30:00.000Z.',
    );
  }
  return new Date(time).toISOString();
}

function parseCursor(value: unknown): string {
  if (typeof value !== 'string') throw new AgentwireError('CURSOR_INVALID');
  return value;
}
