import type { GraphQLEnumType, GraphQLLeafType } from 'graphql';
import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT, isEnumType } from 'graphql';

/** Writes a value, not null, as JSON text; null for what graphql-js has to look at, which says what is wrong. */
export type Write = (value: unknown) => string | null;

/** How values of a scalar or an enum are written (GraphQL specification, section 3.5, result coercion). */
export function leafOf(type: GraphQLLeafType): Write {
  if (isEnumType(type)) return enumOf(type);
  return specified[type.name] ?? ((value) => JSON.stringify(type.coerceOutputValue(value)) ?? null);
}

const string: Write = (value) => (typeof value === 'string' ? JSON.stringify(value) : null);

/** Values that need no coercion; any other is for graphql-js. */
const specified: Readonly<Record<string, Write>> = {
  ID: string,
  String: string,
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : null),
  Int: (value) => (isInt(value) ? JSON.stringify(value) : null),
  Float: (value) => (Number.isFinite(value) ? JSON.stringify(value) : null),
};

function isInt(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) <= GRAPHQL_MAX_INT && Number(value) >= GRAPHQL_MIN_INT;
}

function enumOf(type: GraphQLEnumType): Write {
  const texts = new Map(type.getValues().map(({ name, value }) => [value, JSON.stringify(name)]));
  return (value) => texts.get(value) ?? null;
}
