import type {
  ExecutionArgs,
  FieldNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLObjectType,
  IntValueNode,
  OperationDefinitionNode,
  SelectionSetNode,
  TypeNode,
} from 'graphql';
import {
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  typeFromAST,
} from 'graphql';
import { MAX_EVENTS } from './run.ts';
import type { Fragments } from './selections.ts';
import { fieldsByKey, fragmentsOf } from './selections.ts';

/** Entries of a list that has no page size, such as the sub-agents of a run. */
const UNPAGED_LIST = 3;

/**
 * How many fields are resolved when the operation is executed and every page is full: each counts once, times the
 * `first` of the connections around it. Of an abstract type it is the most expensive type that counts. The document
 * is valid and within its limits. 0 if it has no such operation.
 */
export function costOf(args: ExecutionArgs): number {
  const operation = getOperationAST(args.document, args.operationName);
  const type = operation && args.schema.getRootType(operation.operation);
  return type ? new Estimate(args, operation).of([operation.selectionSet], type, UNPAGED_LIST) : 0;
}

class Estimate {
  readonly #args: ExecutionArgs;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: Fragments;

  constructor(args: ExecutionArgs, operation: OperationDefinitionNode) {
    this.#args = args;
    this.#operation = operation;
    this.#fragments = fragmentsOf(args.document);
  }

  /** Of one value, of which all of these sets select; the lists in it have `listSize` entries. */
  of(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, listSize: number): number {
    const types = isAbstractType(type) ? this.#args.schema.getPossibleTypes(type) : [type];
    return Math.max(...types.map((objectType) => this.#ofObject(sets, objectType, listSize)));
  }

  #ofObject(sets: readonly SelectionSetNode[], type: GraphQLObjectType, listSize: number): number {
    const selected = fieldsByKey(sets, this.#fragments, ({ typeCondition }) =>
      this.#includes(typeCondition, type),
    );
    let cost = selected.size;
    for (const nodes of selected.values()) {
      const [node] = nodes as [FieldNode];
      const field = this.#args.schema.getField(type, node.name.value) as GraphQLField<unknown, unknown>;
      const fieldType = getNamedType(field.type);
      if (!isCompositeType(fieldType)) continue;
      const within = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const count = isListType(getNullableType(field.type)) ? listSize : 1;
      cost += count * this.of(within, fieldType, this.#pageSize(node, field));
    }
    return cost;
  }

  #includes(condition: TypeNode | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined) return true;
    const { schema } = this.#args;
    const named = typeFromAST(schema, condition);
    return named === type || (isAbstractType(named) && schema.isSubType(named, type));
  }

  /** What `first` of a connection is; 0 if it can be none, which is refused when it is executed. */
  #pageSize(node: FieldNode, { args }: GraphQLField<unknown, unknown>): number {
    const first = args.find(({ name }) => name === 'first');
    if (first === undefined) return UNPAGED_LIST;
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    const value = given?.kind === Kind.VARIABLE ? this.#variable(given.name.value) : given;
    const size = numberOf(value ?? first.astNode?.defaultValue);
    return size > 0 && size <= MAX_EVENTS ? size : 0;
  }

  #variable(name: string): unknown {
    const definition = this.#operation.variableDefinitions?.find((node) => node.variable.name.value === name);
    return this.#args.variableValues?.[name] ?? definition?.defaultValue;
  }
}

/** A number, or the literal of one; 0 for anything else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const literal = value as Partial<IntValueNode> | null | undefined;
  return literal?.kind === Kind.INT ? Number(literal.value) : 0;
}
