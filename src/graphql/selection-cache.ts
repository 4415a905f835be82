import type { DocumentNode, OperationDefinitionNode, ValidatedSubscriptionArgs } from 'graphql';
import { Kind, visit } from 'graphql';
import { Selection } from './selection.ts';

/** Kept of one operation; those with other values of the same variables are made anew. */
const MAX_SELECTIONS = 16;

/** The selections of one operation, by the values of the variables that they depend on. */
interface Kept {
  readonly conditions: readonly string[];
  readonly byValues: Map<string, Selection>;
}

/** Selections of the operations of documents, for as long as these are kept themselves. */
export class SelectionCache {
  readonly #kept = new WeakMap<OperationDefinitionNode, Kept>();

  of(operation: ValidatedSubscriptionArgs): Selection {
    const { conditions, byValues } = this.#keptOf(operation);
    const { coerced } = operation.variableValues;
    const values = conditions.map((name) => String(coerced[name])).join();
    const known = byValues.get(values);
    if (known !== undefined) return known;
    const selection = new Selection(operation);
    if (byValues.size < MAX_SELECTIONS) byValues.set(values, selection);
    return selection;
  }

  #keptOf({ operation, document }: ValidatedSubscriptionArgs): Kept {
    let kept = this.#kept.get(operation);
    if (kept === undefined) {
      kept = { conditions: conditionsOf(document), byValues: new Map() };
      this.#kept.set(operation, kept);
    }
    return kept;
  }
}

/** The variables of `@skip` and `@include`, by which alone it differs what a document selects. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: args = [] }) => {
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
