import type {
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  SelectionNode,
  SelectionSetNode,
  TypeNode,
  ValidatedExecutionArgs,
} from 'graphql';
import {
  defaultFieldResolver,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
  typeFromAST,
} from 'graphql';
import type { Write } from './leaves.ts';
import { leafOf } from './leaves.ts';
import type { Fragments } from './selections.ts';
import { fieldsByKey } from './selections.ts';

/** How the value of a field is had from its object; by default, it is the property of that name. */
export type Read = (object: unknown) => unknown;

/** What of an operation says which fields it selects. */
export type Selecting = Pick<ValidatedExecutionArgs, 'schema' | 'variableValues' | 'fragmentDefinitions'>;

/** A field, behind all that is written whatever the object is. */
interface Part {
  readonly before: string;
  readonly write: Write;
}

/**
 * Makes of selections functions that write what they select as JSON text: what graphql-js would execute them to
 * (GraphQL specification, section 6.4), if nothing is wrong with the object. Only for data: what has resolvers,
 * arguments or abstract types of its own is left to graphql-js.
 */
export class Compiler {
  readonly #operation: Selecting;
  readonly #fragments: Fragments;

  constructor(operation: Selecting) {
    this.#operation = operation;
    this.#fragments = new Map(Object.entries(operation.fragmentDefinitions));
  }

  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], readerOf = propertyOf): Write {
    const parts: Part[] = [];
    let text = '{';
    let separator = '';
    for (const [key, nodes] of this.selected(type, sets)) {
      text += `${separator}"${key}":`;
      separator = ',';
      const [node] = nodes as [FieldNode];
      const field = this.#operation.schema.getField(type, node.name.value);
      if (field === TypeNameMetaFieldDef) {
        text += JSON.stringify(type.name);
        continue;
      }
      if (!field || type.isTypeOf || !isData(field)) return leaveIt;
      parts.push({ before: text, write: this.#field(field, nodes, readerOf(field.name)) });
      text = '';
    }
    return writeParts(parts, `${text}}`);
  }

  #field({ type }: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], read: Read): Write {
    const write = this.#value(
      type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
    return (object) => write(read(object));
  }

  /** Of a value that may be missing. */
  #value(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Write {
    if (isNonNullType(type)) {
      const write = this.#present(type.ofType, sets);
      return (value) => (value == null ? null : write(value));
    }
    const write = this.#present(type, sets);
    return (value) => (value == null ? 'null' : write(value));
  }

  #present(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Write {
    if (isLeafType(type)) return leafOf(type);
    if (isListType(type)) return listOf(this.#value(type.ofType, sets));
    if (!isObjectType(type)) return leaveIt;
    const write = this.object(type, sets);
    return (value) => (typeof value === 'object' ? write(value) : null);
  }

  /** The fields that sets select of an object of this type, by their keys. */
  selected(type: GraphQLObjectType, sets: readonly SelectionSetNode[]) {
    return fieldsByKey(
      sets,
      this.#fragments,
      ({ typeCondition }) => this.#applies(typeCondition, type),
      (selection) => this.#isIncluded(selection),
    );
  }

  #applies(condition: TypeNode | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined) return true;
    const { schema } = this.#operation;
    const named = typeFromAST(schema, condition);
    return named === type || (isAbstractType(named) && schema.isSubType(named, type));
  }

  #isIncluded(selection: SelectionNode): boolean {
    const { variableValues } = this.#operation;
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.if !== true &&
      getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.if !== false
    );
  }
}

const leaveIt: Write = () => null;

const propertyOf =
  (name: string): Read =>
  (object) =>
    (object as Readonly<Record<string, unknown>>)[name];

/** Whether a field is nothing but a property. */
function isData({ resolve, args }: GraphQLField<unknown, unknown>): boolean {
  return (resolve === undefined || resolve === defaultFieldResolver) && args.length === 0;
}

function writeParts(parts: readonly Part[], end: string): Write {
  return (object) => {
    let text = '';
    for (const { before, write } of parts) {
      const value = write(object);
      if (value === null) return null;
      text += before + value;
    }
    return text + end;
  };
}

function listOf(writeItem: Write): Write {
  return (list) => {
    if (!Array.isArray(list)) return null;
    const texts: string[] = [];
    for (const item of list) {
      const text = writeItem(item);
      if (text === null) return null;
      texts.push(text);
    }
    return `[${texts.join()}]`;
  };
}
