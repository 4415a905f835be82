import type { GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { isEnumType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { EventType } from '../../src/events/event.ts';
import { eventNames, eventTypes } from '../../src/events/event.ts';
import type { Publication } from '../../src/events/publication.ts';
import { fieldsOf } from '../../src/events/publication.ts';
import type { Delivery } from '../../src/feed/reader.ts';
import { schema } from '../../src/graphql/schema.ts';
import type { Choices } from './choices.ts';

const TEXTS = ['', 'plain', '"quoted" \\ \n \u2028 </script>', 'ö € 😀 \ud800', '__proto__', '0'];
const NUMBERS = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
const JSON_VALUES = [null, 1.5, 'text', [], {}, { a: [1, { b: null }] }, { __proto__: 1 }, false];
/** What is not there, or is not what a field says that it is. */
const WRONG = [undefined, null, 5, 1.5, 2 ** 31, '', 'text', '7', true, [], [null], {}, { name: 1 }];

/** Something to deliver, and whether it is as it should be. */
export function deliveryOf(choices: Choices, mayBeWrong: boolean): Delivery {
  const cursor = 'MS5lZWVlZWVlZS43LjAwMDAwMDAw';
  if (choices.oneIn(10)) return { __typename: 'CaughtUp', cursor, replayed: choices.of(NUMBERS) };
  if (choices.oneIn(10)) return { __typename: 'StreamReset', cursor, resetReason: 'TRIMMED' };
  return publicationOf(choices, mayBeWrong);
}

function publicationOf(choices: Choices, mayBeWrong: boolean): Publication {
  const type = choices.of(eventTypes);
  const parentRunId = choices.of([null, 'parent']);
  const agent = { id: choices.of([null, 'a']), name: choices.of(TEXTS) };
  return {
    epoch: 'eeeeeeee',
    offset: 1 + choices.upTo(1000),
    id: crypto.randomUUID(),
    run: { runId: 'r', rootRunId: 'r', parentRunId, ancestors: [], threadId: 't', agent, startedAt: 1_000 },
    seq: 1 + choices.upTo(1000),
    ...(choices.oneIn(2) && { firstSeq: 1 }),
    type,
    time: choices.of([0, 1_000, 1_767_225_600_123]),
    body: JSON.stringify(bodyOf(choices, type, mayBeWrong)),
  };
}

function bodyOf(choices: Choices, type: EventType, mayBeWrong: boolean): object {
  const { typename } = eventNames[type];
  const fields = Object.values((schema.getType(typename) as GraphQLObjectType).getFields());
  const own = fields.filter(({ name }) => !Object.hasOwn(fieldsOf(type), name));
  return objectOf(choices, own, mayBeWrong);
}

type Fields = readonly { readonly name: string; readonly type: GraphQLOutputType }[];

function objectOf(choices: Choices, fields: Fields, mayBeWrong: boolean): object {
  return Object.fromEntries(fields.map(({ name, type }) => [name, anyValueOf(choices, type, mayBeWrong)]));
}

function anyValueOf(choices: Choices, type: GraphQLOutputType, mayBeWrong: boolean): unknown {
  if (mayBeWrong && choices.oneIn(6)) return choices.of(WRONG);
  if (isNonNullType(type)) return presentOf(choices, type.ofType, mayBeWrong);
  return choices.oneIn(4) ? choices.of([null, undefined]) : presentOf(choices, type, mayBeWrong);
}

function presentOf(choices: Choices, type: GraphQLOutputType, mayBeWrong: boolean): unknown {
  if (isListType(type)) {
    return Array.from({ length: choices.upTo(2) }, () => anyValueOf(choices, type.ofType, mayBeWrong));
  }
  if (isObjectType(type)) return objectOf(choices, Object.values(type.getFields()), mayBeWrong);
  if (isEnumType(type)) return choices.of(type.getValues()).name;
  switch (String(type)) {
    case 'Int':
      return choices.of(NUMBERS);
    case 'Float':
      return choices.of([...NUMBERS, 0.1, 1e21, 1e-7]);
    case 'Boolean':
      return choices.oneIn(2);
    case 'JSON':
      return choices.of(JSON_VALUES);
    default:
      return choices.of(TEXTS);
  }
}
