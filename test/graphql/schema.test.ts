import type { GraphQLFieldMap, GraphQLNamedType, GraphQLObjectType, GraphQLUnionType } from 'graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
  validateSchema,
} from 'graphql';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { EventOf, EventType, eventNames, ResetReason } from '../../src/events/event.ts';
import { eventNames as names } from '../../src/events/event.ts';
import type { RunStatus } from '../../src/events/lifecycle.ts';
import type * as Generated from '../../src/graphql/generated/resolvers.ts';
import { schema } from '../../src/graphql/schema.ts';

const ownTypes = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);
const union = schema.getType('AgentEvent') as GraphQLUnionType;

type Described = readonly [name: string, element: { readonly description?: string | null | undefined }];

/** The type, and everything in it. */
function elementsOf(type: GraphQLNamedType): Described[] {
  const elements: Described[] = [[type.name, type]];
  if (isEnumType(type)) {
    elements.push(...type.getValues().map((value): Described => [`${type.name}.${value.name}`, value]));
  }
  if (isInputObjectType(type)) {
    elements.push(
      ...Object.values(type.getFields()).map((field): Described => [`${type.name}.${field.name}`, field]),
    );
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      elements.push([name, field], ...field.args.map((arg): Described => [`${name}(${arg.name}:)`, arg]));
    }
  }
  return elements;
}

/** Selects all fields, and all of theirs. */
function selectAll(fields: GraphQLFieldMap<unknown, unknown>): string {
  const selections = Object.values(fields).map(({ name, type }) => {
    const named = getNamedType(type);
    return isLeafType(named) ? name : `${name} ${selectAll((named as GraphQLObjectType).getFields())}`;
  });
  return `{ ${selections.join(' ')} }`;
}

describe('the schema', () => {
  test('is valid', () => expect(validateSchema(schema)).toEqual([]));

  test('describes every element in a whole sentence', () => {
    const elements = ownTypes.flatMap(elementsOf);
    expect(elements.length).toBeGreaterThan(300);
    const undescribed = elements.filter(
      ([, { description }]) => !/^\S[\s\S]*[.…:]$/.test(description?.trim() ?? ''),
    );
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  test('says where the format of its instants is specified', () => {
    expect(schema.getType('DateTime')).toMatchObject({
      specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    });
  });

  test('lets one document select every field of every event at once', () => {
    const spreads = union.getTypes().map((type) => `... on ${type.name} ${selectAll(type.getFields())}`);
    const document = parse(`subscription { agentEvents { __typename ${spreads.join('\n')} } }`);
    expect(validate(schema, document)).toEqual([]);
  });

  test('gives fields of the same name in different events the same type', () => {
    const types = new Map<string, Set<string>>();
    for (const member of union.getTypes()) {
      for (const { name, type } of Object.values(member.getFields())) {
        types.set(name, (types.get(name) ?? new Set()).add(String(type)));
      }
    }
    expect([...types].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  test('has a member, an input and an enum value for each type of event', () => {
    const members = union.getTypes().map(({ name }) => name);
    expect(members.sort()).toEqual(
      [...Object.values(names).map(({ typename }) => typename), 'CaughtUp', 'StreamReset'].sort(),
    );
    const input = schema.getType('AgentEventInput');
    expect(isInputObjectType(input) && Object.keys(input.getFields()).sort()).toEqual(
      Object.values(names)
        .map(({ member }) => member)
        .sort(),
    );
    const types = schema.getType('AgentEventType');
    expect(
      isEnumType(types) &&
        types
          .getValues()
          .map(({ name }) => name)
          .sort(),
    ).toEqual(Object.keys(names).sort());
  });
});

/** A type without the names of types in it, and with null for whatever can be absent. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in Exclude<keyof T, '__typename' | 'type'>]-?: PlainField<T[K]> }
    : T;
type PlainField<V> = undefined extends V
  ? Plain<NonNullable<V>> | null
  : null extends V
    ? Plain<NonNullable<V>> | null
    : Plain<V>;

type Typename<T extends EventType> = (typeof eventNames)[T]['typename'];
type OwnEvents = { [T in EventType]: Plain<EventOf<T>> };
type SchemaEvents = {
  [T in EventType]: Plain<Extract<Generated.AgentEvent, { readonly __typename?: Typename<T> }>>;
};

/** Held by `tsc`: at run time there is nothing to see of types. */
describe('the types of events', () => {
  test('are those of the schema', () => {
    expectTypeOf<OwnEvents>().toEqualTypeOf<SchemaEvents>();
    expectTypeOf<EventType>().toEqualTypeOf<Generated.AgentEventType>();
    expectTypeOf<ResetReason>().toEqualTypeOf<Generated.ResetReason>();
    expectTypeOf<RunStatus>().toEqualTypeOf<Generated.RunStatus>();
  });
});
