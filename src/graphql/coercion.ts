import type { GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, GraphQLLeafType } from 'graphql';
import {
  coerceInputLiteral,
  coerceInputValue,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

/** Coerces a value as JSON has it; undefined for one that is not valid, of which graphql-js can say why. */
export type Coerce = (value: unknown) => unknown;

const coercions = new WeakMap<GraphQLInputType, Coerce>();

/**
 * What graphql-js's `coerceInputValue` does for values of this type (GraphQL specification, section 3), with whatever
 * there is to know of the type looked up once.
 */
export function coercionOf(type: GraphQLInputType): Coerce {
  const known = coercions.get(type);
  if (known !== undefined) return known;
  const coerce = isNonNullType(type) ? nonNull(coercionOf(type.ofType)) : nullable(type);
  coercions.set(type, coerce);
  return coerce;
}

function nonNull(coerce: Coerce): Coerce {
  return (value) => (value == null ? undefined : coerce(value));
}

function nullable(type: GraphQLInputType): Coerce {
  const coerce = ofValues(type);
  return (value) => (value == null ? null : coerce(value));
}

function ofValues(type: GraphQLInputType): Coerce {
  if (isListType(type)) return list(coercionOf(type.ofType));
  if (isInputObjectType(type)) return type.isOneOf ? oneOf(type) : object(type);
  return leaf(type as GraphQLLeafType);
}

function leaf(type: GraphQLLeafType): Coerce {
  return (value) => {
    try {
      return type.coerceInputValue(value);
    } catch {
      return undefined;
    }
  };
}

function list(coerce: Coerce): Coerce {
  return (value) => {
    const coerced: unknown[] = [];
    for (const item of Array.isArray(value) ? value : [value]) {
      const coercedItem = coerce(item);
      if (coercedItem === undefined) return undefined;
      coerced.push(coercedItem);
    }
    return coerced;
  };
}

interface Field {
  readonly name: string;
  readonly coerce: Coerce;
  readonly isRequired: boolean;
  /** What stands in for a value that is not given, if anything does. */
  readonly defaultValue: unknown;
}

function object(type: GraphQLInputObjectType): Coerce {
  const fieldsOfType = lazy(() => fieldsOf(type));
  return (value) => {
    if (!isRecord(value)) return undefined;
    const coerced: Record<string, unknown> = {};
    let given = 0;
    for (const { name, coerce, isRequired, defaultValue } of fieldsOfType()) {
      const fieldValue = value[name];
      if (fieldValue !== undefined) {
        given++;
        const coercedField = coerce(fieldValue);
        if (coercedField === undefined) return undefined;
        coerced[name] = coercedField;
      } else if (isRequired) {
        return undefined;
      } else if (defaultValue !== undefined) {
        coerced[name] = defaultValue;
      }
    }
    return given === Object.keys(value).length ? coerced : undefined;
  };
}

function oneOf(type: GraphQLInputObjectType): Coerce {
  const fieldsByName = lazy(() => new Map(fieldsOf(type).map((field) => [field.name, field])));
  return (value) => {
    if (!isRecord(value)) return undefined;
    const [name, another] = Object.keys(value);
    if (name === undefined || another !== undefined) return undefined;
    const coerced = fieldsByName().get(name)?.coerce(value[name]);
    return coerced == null ? undefined : { [name]: coerced };
  };
}

function fieldsOf(type: GraphQLInputObjectType): readonly Field[] {
  return Object.values(type.getFields()).map((field) => ({
    name: field.name,
    coerce: coercionOf(field.type),
    isRequired: isRequiredInputField(field),
    defaultValue: defaultValueOf(field),
  }));
}

function defaultValueOf({ type, default: given, defaultValue }: GraphQLInputField): unknown {
  if (given === undefined) return defaultValue;
  return given.literal ? coerceInputLiteral(given.literal, type) : coerceInputValue(given.value, type);
}

/** A type may have fields of its own type. */
function lazy<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
