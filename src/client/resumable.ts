import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';
import { Kind, OperationTypeNode, parse } from 'graphql';
import { possibleTypes } from './possible-types.ts';

/** One operation, as GraphQL clients hand it over. */
export interface Operation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Where an operation says its position, and where its results do. */
export interface Resumable {
  /** What the results have the event or command under: the field's name, or its alias. */
  readonly responseKey: string;
  /** The variable that is given to `after`. */
  readonly afterVariable: string;
  /** The cursor that it begins behind; null if it gives none. */
  readonly after: string | null;
  /** Whether it begins with what comes next, unless `after` says otherwise. */
  readonly startsAtHead: boolean;
}

interface FollowedField {
  /** Of all that it delivers. */
  readonly types: readonly string[];
  /** Whether it begins with what comes next where nothing else is asked for. */
  readonly startsAtHead: boolean;
}

/** The fields whose subscriptions can be resumed. */
const followedFields: Readonly<Record<string, FollowedField>> = {
  agentEvents: { types: possibleTypes.AgentEvent, startsAtHead: true },
  workerCommands: { types: possibleTypes.WorkerCommand, startsAtHead: false },
};

/** The types that a fragment on one of the schema's abstract types speaks for. */
const abstractTypes: Readonly<Record<string, readonly string[]>> = possibleTypes;

/**
 * Finds out how a subscription to `agentEvents` or `workerCommands` can be resumed; null for any other operation.
 * Throws a TypeError that says what the document lacks if it is one that could not be.
 */
export function resumableOf({ query, operationName, variables }: Operation): Resumable | null {
  const document = documentOf(query);
  if (document === null) return null;
  const operation = operationOf(document, operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const field = followedField(document, operation);
  if (field === null) return null;
  const { types, startsAtHead } = followedFields[field.name.value] as FollowedField;
  const afterVariable = afterVariableOf(field);
  assertFollowed(document, field, types);
  const given = (name: string) => valueOfArgument(argument(field, name), operation, variables ?? {});
  return {
    responseKey: field.alias?.value ?? field.name.value,
    afterVariable,
    after: given('after'),
    startsAtHead: startsAtHead && given('start') !== 'EARLIEST',
  };
}

/** Null for what is no document: a syntax error, which is the server's to refuse, or a persisted operation. */
function documentOf(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

function operationOf({ definitions }: DocumentNode, name: string | null | undefined) {
  return definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION && (name == null || definition.name?.value === name),
  );
}

function followedField(document: DocumentNode, { selectionSet }: OperationDefinitionNode): FieldNode | null {
  for (const { node } of fieldsOf(document, selectionSet, ['Subscription'])) {
    if (Object.hasOwn(followedFields, node.name.value)) return node;
  }
  return null;
}

function argument({ arguments: args = [] }: FieldNode, name: string): ArgumentNode | undefined {
  return args.find((arg) => arg.name.value === name);
}

function afterVariableOf(field: FieldNode): string {
  const value = argument(field, 'after')?.value;
  if (value?.kind === Kind.VARIABLE) return value.name.value;
  throw new TypeError(
    `This subscription cannot be resumed: declare a variable \`$after: Cursor\` and pass it on as \`${field.name.value}(after: $after)\`.`,
  );
}

function valueOfArgument(
  arg: ArgumentNode | undefined,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  if (arg === undefined) return null;
  if (arg.value.kind !== Kind.VARIABLE) return literalOf(arg.value);
  const { value: name } = arg.value.name;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const given = variables[name];
  return given === undefined ? literalOf(definition?.defaultValue) : (given as string | null);
}

function literalOf(value: ValueNode | undefined): string | null {
  return value?.kind === Kind.ENUM || value?.kind === Kind.STRING ? value.value : null;
}

/** An event without a cursor would come again after a reconnect, or be skipped; one without a type is a riddle. */
function assertFollowed(document: DocumentNode, field: FieldNode, types: readonly string[]): void {
  if (typesWithout('__typename', types, document, field).length > 0) {
    throw new TypeError(
      `This subscription cannot be resumed: select \`__typename\` on \`${field.name.value}\`.`,
    );
  }
  // CaughtUp is where the event before it is, if there is one.
  const unfollowed = typesWithout('cursor', types, document, field).filter((type) => type !== 'CaughtUp');
  if (unfollowed.length > 0) {
    throw new TypeError(
      'This subscription cannot be resumed: select `cursor` on every event, as in ' +
        `\`... on RunEvent { cursor } ... on StreamReset { cursor }\`. It is missing on ${unfollowed.join(', ')}.`,
    );
  }
}

/** Those of all its types of which the field is not selected by its own name, or only under a condition. */
function typesWithout(
  name: string,
  all: readonly string[],
  document: DocumentNode,
  { selectionSet }: FieldNode,
): readonly string[] {
  const without = new Set(all);
  for (const { node, types } of fieldsOf(document, selectionSet, all)) {
    if (node.name.value === name && (node.alias?.value ?? name) === name) {
      for (const type of types) without.delete(type);
    }
  }
  return [...without];
}

interface SelectedField {
  readonly node: FieldNode;
  /** The types of which it is selected. */
  readonly types: readonly string[];
}

/** The fields that a selection certainly has, through all fragments. */
function* fieldsOf(
  document: DocumentNode,
  selectionSet: SelectionSetNode | undefined,
  types: readonly string[],
  within: readonly SelectionSetNode[] = [],
): Generator<SelectedField> {
  // A fragment that contains itself is the server's to refuse.
  if (selectionSet === undefined || within.includes(selectionSet)) return;
  for (const selection of selectionSet.selections) {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) continue;
    if (selection.kind === Kind.FIELD) {
      yield { node: selection, types };
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(document, selection);
    const narrowed = narrow(types, fragment?.typeCondition?.name.value);
    yield* fieldsOf(document, fragment?.selectionSet, narrowed, [...within, selectionSet]);
  }
}

function fragmentOf({ definitions }: DocumentNode, { name }: FragmentSpreadNode) {
  return definitions.find(
    (definition): definition is FragmentDefinitionNode =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name.value,
  );
}

function narrow(types: readonly string[], condition: string | undefined): readonly string[] {
  if (condition === undefined) return types;
  const meant = abstractTypes[condition] ?? [condition];
  return types.filter((type) => meant.includes(type));
}
