import type { DocumentNode, ValidationRule } from 'graphql';
import { GraphQLError, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import { SetupError } from '../errors.ts';
import { DocumentCache } from './document-cache.ts';
import type { DocumentLimits } from './limits.ts';
import { badRequest, limitError } from './limits.ts';
import { assertWithinLimits } from './measure.ts';
import type { PersistedOperation, PersistedOptions } from './persisted.ts';
import { schema } from './schema.ts';

export interface DocumentsOptions {
  readonly limits: DocumentLimits;
  readonly persisted: PersistedOptions;
  readonly introspection: boolean;
}

/** Makes documents of texts, of those that may run here. */
export class Documents {
  readonly #limits: DocumentLimits;
  readonly #rules: readonly ValidationRule[];
  readonly #hideSuggestions: boolean;
  readonly #only: boolean;
  readonly #persisted: ReadonlyMap<string, DocumentNode>;
  readonly #cache = new DocumentCache();
  readonly #validated = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  /** Throws SetupError if a persisted operation could not run. */
  constructor({ limits, persisted, introspection }: DocumentsOptions) {
    this.#limits = limits;
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    // What a message suggests is what the schema has.
    this.#hideSuggestions = !introspection;
    this.#only = persisted.only;
    this.#persisted = new Map(
      persisted.operations.map((operation) => [operation.text.trim(), this.#prepare(operation)]),
    );
  }

  /** Throws a GraphQLError for what is no document, exceeds a limit, or is not among those that may run. */
  parse(text: string): DocumentNode {
    const persisted = this.#persisted.get(text.trim());
    if (persisted !== undefined) return persisted;
    if (this.#only) {
      throw badRequest(
        "Only persisted operations are run here. Send the id of one, or its text exactly as it is in the server's files.",
      );
    }
    const cached = this.#cache.get(text);
    if (cached !== undefined) return cached;
    const document = parseWithin(text, this.#limits);
    this.#cache.set(text, document);
    return document;
  }

  validate(document: DocumentNode): readonly GraphQLError[] {
    const known = this.#validated.get(document);
    if (known !== undefined) return known;
    const errors = validate(schema, document, this.#rules, { hideSuggestions: this.#hideSuggestions });
    this.#validated.set(document, errors);
    return errors;
  }

  #prepare({ id, text, file }: PersistedOperation): DocumentNode {
    const refuse = (message: string) =>
      new SetupError(`${file}: the persisted operation ${id} cannot run here: ${message}`);
    try {
      const document = parseWithin(text, this.#limits);
      const [error] = this.validate(document);
      if (error === undefined) return document;
      throw error;
    } catch (error) {
      throw refuse((error as Error).message);
    }
  }
}

function parseWithin(text: string, limits: DocumentLimits): DocumentNode {
  const document = parseTokens(text, limits);
  assertWithinLimits(document, limits);
  return document;
}

function parseTokens(text: string, limits: DocumentLimits): DocumentNode {
  try {
    return parse(text, { maxLexicalTokens: limits.tokens, maxComments: limits.tokens });
  } catch (error) {
    if (isAborted(error)) throw limitError('tokens', limits, null);
    throw error;
  }
}

/** graphql-js gives syntax errors no code: only the message tells this one from others. */
function isAborted(error: unknown): boolean {
  return error instanceof GraphQLError && /contains more than \d+ (tokens|comments)/.test(error.message);
}
