import type { GraphQLCompositeType, GraphQLNamedType } from 'graphql';
import { getNamedType, isAbstractType, isCompositeType, isUnionType } from 'graphql';
import { schema } from '../../src/graphql/schema.ts';
import type { Choices } from './choices.ts';

const DIRECTIVES = [
  '',
  '',
  '',
  ' @skip(if: $no)',
  ' @include(if: $yes)',
  ' @skip(if: $either)',
  ' @include(if: $either) @skip(if: false)',
  ' @include(if: false)',
];
const MAX_DEPTH = 4;
const FRAGMENTS = ['F', 'G'];

/** A valid subscription document that selects anything of events, in any way, and most of it of one type. */
export function documentOf(choices: Choices, typename: string): string {
  const selection = (type: GraphQLCompositeType, depth: number, spreadable: readonly string[]) =>
    selectionOf(choices, typename, type, depth, spreadable);
  const fragments = FRAGMENTS.map((name, index) => {
    const type = schema.getType(choices.of(['AgentEvent', 'RunEvent', typename]));
    // A fragment spreads those behind it only, so that there is no cycle.
    const body = selection(type as GraphQLCompositeType, 1, FRAGMENTS.slice(index + 1));
    return `fragment ${name} on ${type} ${body}`;
  });
  const key = choices.oneIn(3) ? 'renamed: ' : '';
  const event = selection(schema.getType('AgentEvent') as GraphQLCompositeType, 0, FRAGMENTS);
  const used =
    '__typename @skip(if: $no) @include(if: $yes) ...F @include(if: $either) ...G @skip(if: $either)';
  return [
    'subscription ($yes: Boolean! = true, $no: Boolean! = false, $either: Boolean!) {',
    `  ${key}agentEvents(start: EARLIEST) { ...Rest ... on AgentEvent ${event} }`,
    `} fragment Rest on AgentEvent { ${used} }`,
    ...fragments,
  ].join('\n');
}

function selectionOf(
  choices: Choices,
  typename: string,
  type: GraphQLCompositeType,
  depth: number,
  spreadable: readonly string[],
): string {
  const selections = Array.from({ length: 1 + choices.upTo(5) }, () => {
    const directive = choices.of(DIRECTIVES);
    if (isAbstractType(type) && depth < MAX_DEPTH && choices.oneIn(2)) {
      const types = schema.getPossibleTypes(type);
      const favoured = types.filter(({ name }) => name === typename);
      const of = choices.of([type, ...(choices.oneIn(4) ? types : favoured)]);
      const condition = choices.oneIn(4) ? '' : ` on ${of}`;
      const inner = condition === '' ? type : of;
      return `...${condition}${directive} ${selectionOf(choices, typename, inner, depth + 1, spreadable)}`;
    }
    const fragment = choices.of(spreadable);
    if (fragment !== undefined && depth === 0 && choices.oneIn(4)) return `...${fragment}${directive}`;
    return fieldOf(choices, typename, type, directive, depth);
  });
  return `{ ${selections.join(' ')} }`;
}

function fieldOf(
  choices: Choices,
  typename: string,
  type: GraphQLCompositeType,
  directive: string,
  depth: number,
): string {
  if (isUnionType(type) || choices.oneIn(8)) return `__typename${directive}`;
  const field = choices.of(Object.values(type.getFields()));
  const fieldType: GraphQLNamedType = getNamedType(field.type);
  // Of one name for each field, so that what is merged can be.
  const name = choices.oneIn(4) ? `other_${field.name}: ${field.name}` : field.name;
  if (!isCompositeType(fieldType)) return `${name}${directive}`;
  return `${name}${directive} ${selectionOf(choices, typename, fieldType, depth + 1, [])}`;
}
