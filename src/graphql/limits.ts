import { GraphQLError } from 'graphql';
import { AgentwireError } from '../errors.ts';

/** What a document may have; each is a setting, `max-document-…`. */
export interface DocumentLimits {
  /** Fields within fields. */
  readonly depth: number;
  /** Fields, with those of a fragment counted wherever it is spread. */
  readonly fields: number;
  /** Times that one place selects fields for the same key of its result. */
  readonly repeats: number;
  readonly aliases: number;
  readonly directives: number;
  /** Lexical tokens: names, values and punctuation; as many comments beside. */
  readonly tokens: number;
  /** Fields that one execution can resolve: see `costOf`. */
  readonly cost: number;
}

/** What there is too much of, as a message has it. */
const units: Record<keyof DocumentLimits, string> = {
  depth: 'levels of fields',
  fields: 'fields, with fragments spread',
  repeats: 'selections of one field in one place',
  aliases: 'aliases',
  directives: 'directives',
  tokens: 'tokens or comments',
  cost: 'fields to resolve, by the sizes of its pages and lists',
};

/** The error for a document that has more than a limit; `count` is null if it was not counted to its end. */
export function limitError(
  name: keyof DocumentLimits,
  { [name]: limit }: DocumentLimits,
  count: number | null,
): GraphQLError {
  const has = count === null ? `more than ${limit}` : String(count);
  const allowed = count === null ? 'That many' : `At most ${limit}`;
  const { message, extensions } = new AgentwireError(
    'LIMIT_EXCEEDED',
    `This document has ${has} ${units[name]}. ${allowed} are allowed (max-document-${name}).`,
    { limit },
  );
  return badRequest(message, extensions);
}

/** An error of a request: 400 over HTTP, but for those who accept nothing but plain JSON (GraphQL over HTTP). */
export function badRequest(
  message: string,
  extensions: Readonly<Record<string, unknown>> = new AgentwireError('BAD_USER_INPUT').extensions,
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { spec: true, status: 400 } } });
}
