import type {
  ExecutionResult,
  GraphQLObjectType,
  SelectionSetNode,
  ValidatedSubscriptionArgs,
} from 'graphql';
import { executeSubscriptionEvent } from 'graphql';
import type { EventType } from '../events/event.ts';
import { eventNames } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import { eventTypeOf, fieldsOf } from '../events/publication.ts';
import type { Read } from './compile.ts';
import { Compiler } from './compile.ts';
import type { Write } from './leaves.ts';
import type { Delivered } from './result.ts';
import { Result } from './result.ts';
import { SharedResults } from './shared-results.ts';

/** What an operation selects of each type of event, compiled when the first one of the type is delivered. */
export class Selection {
  readonly #operation: ValidatedSubscriptionArgs;
  readonly #compiler: Compiler;
  /** The root field's key in the result, and what is selected of its value. */
  readonly #key: string;
  readonly #sets: readonly SelectionSetNode[];
  readonly #writers = new Map<string, Write>();
  readonly #shared = new SharedResults();

  /** The operation is valid, so that it has exactly one root field (GraphQL specification, section 5.2.4.1). */
  constructor(operation: ValidatedSubscriptionArgs) {
    // What is shared knows nothing of who has asked first.
    const ofTheFirst = {
      contextValue: undefined,
      rawVariableValues: undefined,
      externalAbortSignal: undefined,
    };
    this.#operation = { ...operation, ...ofTheFirst };
    this.#compiler = new Compiler(this.#operation);
    const root = operation.schema.getSubscriptionType() as GraphQLObjectType;
    const [[key, nodes] = ['', []]] = this.#compiler.selected(root, [operation.operation.selectionSet]);
    this.#key = key;
    this.#sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  }

  /** The result of a delivery; null where graphql-js has to look at it, which says what is wrong. */
  resultOf(delivery: Delivered): Result | null {
    const shared = this.#shared.find(delivery);
    if (shared !== null) return shared;
    const value = this.#write(delivery);
    if (value === null) return null;
    const result = new Result(delivery, `{"data":{"${this.#key}":${value}}}`);
    this.#shared.keep(result);
    return result;
  }

  /** The same as graphql-js has it. Events are data: nothing of them has to be waited for. */
  execute(delivery: Delivered): ExecutionResult {
    return executeSubscriptionEvent({ ...this.#operation, rootValue: delivery }) as ExecutionResult;
  }

  #write(delivery: Delivered): string | null {
    try {
      if ('__typename' in delivery) return this.#writerOf(delivery.__typename)(delivery);
      return this.#eventWriterOf(eventTypeOf(delivery))(new OpenedPublication(delivery));
    } catch {
      return null;
    }
  }

  #eventWriterOf(type: EventType): Write {
    const { typename } = eventNames[type];
    return this.#writers.get(typename) ?? this.#compile(typename, readerOf(type));
  }

  #writerOf(typename: string): Write {
    return this.#writers.get(typename) ?? this.#compile(typename);
  }

  #compile(typename: string, reader?: (name: string) => Read): Write {
    const type = this.#operation.schema.getType(typename) as GraphQLObjectType;
    const writer = this.#compiler.object(type, this.#sets, reader);
    this.#writers.set(typename, writer);
    return writer;
  }
}

/** How the fields of a type of event are read without making the whole event of its publication. */
function readerOf(type: EventType): (name: string) => Read {
  const fields = fieldsOf(type);
  return (name) => {
    const field = fields[name];
    if (field !== undefined) return (event) => field((event as OpenedPublication).publication);
    return (event) => (event as OpenedPublication).body[name];
  };
}

/** A publication whose body is parsed if anything of it is asked for. */
class OpenedPublication {
  readonly publication: Publication;
  #body: Readonly<Record<string, unknown>> | null = null;

  constructor(publication: Publication) {
    this.publication = publication;
  }

  get body(): Readonly<Record<string, unknown>> {
    this.#body ??= JSON.parse(this.publication.body) as Readonly<Record<string, unknown>>;
    return this.#body;
  }
}
