import type { DocumentNode, ExecutionArgs, ExecutionResult, ValidatedExecutionArgs } from 'graphql';
import { executeRootSelectionSet, validateExecutionArgs } from 'graphql';
import type { Coerce } from './coercion.ts';
import { coercionOf } from './coercion.ts';

type VariableValues = ValidatedExecutionArgs['variableValues'];

/** What an operation comes to whoever asks for it, and with whatever variables. */
interface Prepared {
  readonly operation: Omit<ValidatedExecutionArgs, 'variableValues' | 'rawVariableValues' | 'contextValue'>;
  readonly variables: readonly Variable[];
}

interface Variable {
  readonly signature: VariableValues['sources'][string]['signature'];
  readonly coerce: Coerce;
}

/**
 * Executes queries and mutations as graphql-js's `execute` does, and by it, but that what it finds out of a document
 * is kept and variables are coerced by `coercionOf`. The arguments of one document differ in `operationName`,
 * `variableValues` and `contextValue` only.
 */
export class Operations {
  readonly #prepared = new WeakMap<DocumentNode, Map<string | null, Prepared>>();

  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
    const validated = this.#recall(args) ?? this.#validate(args);
    return 'schema' in validated ? executeRootSelectionSet(validated) : { errors: validated };
  }

  /** Null where graphql-js has to look at the arguments: at first, and if there is something wrong with a variable. */
  #recall({ document, operationName, variableValues, contextValue }: ExecutionArgs) {
    const prepared = this.#prepared.get(document)?.get(operationName ?? null);
    const coerced = prepared && coerceAll(prepared.variables, variableValues ?? {});
    if (!coerced) return null;
    return {
      ...prepared.operation,
      contextValue,
      variableValues: coerced,
      rawVariableValues: variableValues,
    } satisfies ValidatedExecutionArgs;
  }

  #validate(args: ExecutionArgs): ReturnType<typeof validateExecutionArgs> {
    const validated = validateExecutionArgs(args);
    if ('schema' in validated) {
      const known = this.#prepared.get(args.document) ?? new Map<string | null, Prepared>();
      this.#prepared.set(args.document, known.set(args.operationName ?? null, prepare(validated)));
    }
    return validated;
  }
}

function prepare({
  variableValues,
  rawVariableValues: _raw,
  contextValue: _context,
  ...operation
}: ValidatedExecutionArgs): Prepared {
  const variables = Object.values(variableValues.sources).map(({ signature }) => ({
    signature,
    coerce: coercionOf(signature.type),
  }));
  return { operation, variables };
}

/** Null if a variable is left out or has no valid value. */
function coerceAll(
  variables: readonly Variable[],
  given: Readonly<Record<string, unknown>>,
): VariableValues | null {
  const sources: Record<string, VariableValues['sources'][string]> = Object.create(null);
  const allCoerced: Record<string, unknown> = Object.create(null);
  for (const { signature, coerce } of variables) {
    const { name } = signature;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const coerced = value === undefined ? undefined : coerce(value);
    if (coerced === undefined) return null;
    sources[name] = { signature, value };
    allCoerced[name] = coerced;
  }
  return { sources, coerced: allCoerced };
}
