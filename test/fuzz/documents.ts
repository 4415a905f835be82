import { readFileSync } from 'node:fs';
import type { GraphQLArgument, GraphQLCompositeType, GraphQLField, GraphQLInputType } from 'graphql';
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Choices } from './choices.ts';
import type { Known } from './values.ts';
import { anyOf, junk, textOf } from './values.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const MAX_DEPTH = 6;

/** What a client asks for; of any shape, if it went wrong. */
export type Asked = Readonly<Record<string, unknown>>;

/** An operation of the schema, or nearly one, with its variables. */
export function askedFrom(choices: Choices, known: Known): Asked {
  choices.mayStray = choices.oneIn(3);
  const { query, variables } = new Writer(choices, known).write();
  const asked: Record<string, unknown> = {
    query: choices.straysIn(3) ? damaged(choices, query) : query,
    variables,
  };
  if (choices.straysIn(6)) asked.operationName = choices.pick(['Q', 'Other', '', null, 7]);
  if (choices.straysIn(6)) asked.extensions = junk(choices, known);
  if (choices.straysIn(6)) asked[choices.pick(['query', 'variables', 'id'])] = junk(choices, known);
  choices.mayStray = true;
  return asked;
}

const pieces = [
  '{',
  '}',
  '(',
  ')',
  '...',
  '@',
  '$',
  '!',
  ':',
  '[',
  '"""',
  '"',
  '\\u{D800}',
  '#',
  '\0',
  ' on ',
  '1e999',
];

/** A text with some of it gone, doubled, or something else in between. */
export function damaged(choices: Choices, text: string): string {
  let damagedText = text;
  for (let count = 1 + choices.below(3); count > 0; count--) {
    const at = choices.below(Math.min(damagedText.length + 1, 65_536));
    const end = at + choices.below(12);
    const middle = choices.pick(['', damagedText.slice(at, end).repeat(2), choices.pick(pieces)]);
    damagedText = damagedText.slice(0, at) + middle + damagedText.slice(end);
  }
  return damagedText;
}

/** Writes one document by choosing from the schema. */
class Writer {
  readonly #choices: Choices;
  readonly #known: Known;
  readonly #fragments: string[] = [];
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  #count = 0;

  constructor(choices: Choices, known: Known) {
    this.#choices = choices;
    this.#known = known;
  }

  write(): { query: string; variables: unknown } {
    const choices = this.#choices;
    const kind = choices.pick(['query', 'subscription', 'query', 'subscription', 'mutation'] as const);
    const root = schema.getRootType(kind as never) as GraphQLCompositeType;
    const body = kind === 'query' ? this.#selection(root, 0) : `{ ${this.#field(root, 0)} }`;
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`;
    const query = [`${kind} Q${declared}${this.#directives()} ${body}`, ...this.#fragments].join('\n');
    return { query, variables: choices.straysIn(12) ? junk(choices, this.#known) : this.#variables };
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts = this.#choices.list(1, 4, () => this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    const choices = this.#choices;
    if (depth < MAX_DEPTH && (isAbstractType(type) ? !choices.oneIn(4) : choices.oneIn(8))) {
      const on = isAbstractType(type) ? choices.pick(schema.getPossibleTypes(type)) : type;
      const condition = choices.straysIn(12) ? choices.pick(['Query', 'Nobody', 'RunEvent']) : on.name;
      if (choices.oneIn(3)) return this.#spread(condition, this.#selection(on, depth + 1));
      return `... on ${condition}${this.#directives()} ${this.#selection(on, depth + 1)}`;
    }
    return isUnionType(type) ? '__typename' : this.#field(type, depth);
  }

  #spread(condition: string, selection: string): string {
    const name = `F${this.#count++}`;
    const cycle = this.#choices.straysIn(12) ? `...${name}` : '';
    this.#fragments.push(`fragment ${name} on ${condition} { ${cycle} ...on ${condition} ${selection} }`);
    return `...${name}${this.#directives()}`;
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    const choices = this.#choices;
    if (choices.straysIn(40))
      return choices.pick(['nothing', '__schema { types { name } }', '__typename @nothing']);
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const leaves = fields.filter(({ type }) => !isCompositeType(getNamedType(type)));
    const field = choices.pick(depth >= MAX_DEPTH && leaves.length > 0 ? leaves : fields);
    const alias = field.args.length > 0 || choices.oneIn(10) ? `a${this.#count++}: ` : '';
    const named = getNamedType(field.type);
    const selection = isCompositeType(named) ? ` ${this.#selection(named, depth + 1)}` : '';
    return `${alias}${field.name}${this.#arguments(field)}${this.#directives()}${selection}`;
  }

  #arguments({ args }: GraphQLField<unknown, unknown>): string {
    const given = args.filter((arg) => isRequiredArgument(arg) || this.#choices.oneIn(2));
    if (given.length === 0) return '';
    return `(${given.map((arg) => `${arg.name}: ${this.#value(arg)}`).join(', ')})`;
  }

  #value({ name: argument, type }: GraphQLArgument): string {
    const isToken = argument === 'token' && !this.#choices.oneIn(4);
    const value = isToken ? this.#choices.pick(this.#known.tokens) : anyOf(this.#choices, type, this.#known);
    if (this.#choices.oneIn(2)) return literal(value, type);
    const name = `v${this.#count++}`;
    this.#declared.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #directives(): string {
    const choices = this.#choices;
    if (!choices.oneIn(15)) return '';
    if (!choices.straysIn(3))
      return choices.pick([' @include(if: true)', ' @skip(if: false)', ' @skip(if: true)']);
    const name = choices.pick(['include', 'skip', 'defer', 'stream', 'deprecated', 'nothing']);
    const condition = choices.pick(['true', '$unknown', JSON.stringify(textOf(choices, this.#known))]);
    return ` @${name}(if: ${condition})`;
  }
}

/** A value as it stands in a document. */
function literal(value: unknown, type: GraphQLInputType | undefined): string {
  const named = type && getNamedType(type);
  if (typeof value === 'string' && named && isEnumType(named)) return value;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, type)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = named && isInputObjectType(named) ? named.getFields() : {};
  const entries = Object.entries(value).map(
    ([name, field]) => `${name}: ${literal(field, fields[name]?.type)}`,
  );
  return `{ ${entries.join(', ')} }`;
}
