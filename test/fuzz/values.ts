import type { GraphQLInputType } from 'graphql';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import { awkwardTexts } from '../support/texts.ts';
import type { Choices } from './choices.ts';

/** What inputs can name that is really there. */
export interface Known {
  readonly tokens: readonly string[];
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
}

/** Names that mean something to JavaScript, SQL or a shell, and to nobody else. */
const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  "'; DROP TABLE runs;--",
  '../../etc/passwd',
  '*',
  '$x',
];
const numbers = [1, 0, -1, 20, 100, 1000, 1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 1e308, -0];
const times = [
  '2026-01-31T09:30:00.000Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-13',
  '0000-01-01T00:00:00Z',
  'now',
];
const strangeCursors = ['', '0', '-1', 'NaN', '9223372036854775808', 'AAAA', '%00', '='.repeat(300)];

/** A value for the type; now and then nearly one, or something quite different. */
export function anyOf(choices: Choices, type: GraphQLInputType, known: Known): unknown {
  if (choices.straysIn(20)) return junk(choices, known);
  if (isNonNullType(type)) return existingOf(choices, type.ofType, known);
  return choices.oneIn(8) ? null : existingOf(choices, type, known);
}

function existingOf(choices: Choices, type: GraphQLInputType, known: Known): unknown {
  if (isListType(type)) return choices.list(0, 3, () => anyOf(choices, type.ofType, known));
  if (isEnumType(type)) return choices.pick(type.getValues()).name;
  if (isScalarType(type)) return (scalars[type.name] ?? junk)(choices, known);
  if (!isInputObjectType(type)) return null;
  const fields = Object.values(type.getFields());
  const given = type.isOneOf
    ? [choices.pick(fields)]
    : fields.filter((field) => isRequiredInputField(field) || choices.oneIn(3));
  return Object.fromEntries(given.map((field) => [field.name, anyOf(choices, field.type, known)]));
}

/** Any text: ids that exist, and what breaks naming, quoting and encoding. */
export const textOf = (choices: Choices, { ids }: Known): string =>
  choices.pick([...ids, 'text', ...oddNames, ...awkwardTexts, 'long '.repeat(200)]);

/** Any JSON value; seldom a deep one. */
export function junk(choices: Choices, known: Known, depth = 0): unknown {
  if (choices.oneIn(60)) return nested(choices.below(2_000));
  const kinds = [
    () => choices.pick([null, true, false]),
    () => choices.pick(numbers),
    () => textOf(choices, known),
    () => choices.list(0, 3, () => junk(choices, known, depth + 1)),
    () =>
      Object.fromEntries(choices.list(0, 3, () => [textOf(choices, known), junk(choices, known, depth + 1)])),
  ];
  return choices.pick(depth > 3 ? kinds.slice(0, 3) : kinds)();
}

const scalars: Record<string, (choices: Choices, known: Known) => unknown> = {
  ID: (choices, { ids }) => (choices.oneIn(6) ? choices.pick([...oddNames, 7, '']) : choices.pick(ids)),
  String: textOf,
  Int: (choices) => choices.pick(choices.straysIn(4) ? numbers : [1, 20, 100, 0, -1, 1000]),
  Float: (choices) => choices.pick(numbers),
  Boolean: (choices) => choices.oneIn(2),
  DateTime: (choices) => (choices.straysIn(4) ? choices.pick(times) : times[0]),
  Cursor: (choices, { cursors }) => choices.pick(choices.oneIn(5) ? strangeCursors : cursors),
  JSON: junk,
};

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
