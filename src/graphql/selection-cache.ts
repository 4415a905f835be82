import type { DocumentNode, OperationDefinitionNode, ValidatedSubscriptionArgs } from 'graphql';
import { Kind, visit } from 'graphql';
import { Selection } from './selection.ts';

/** Kept of one operation; those with other values of the same variables are made anew. */
const MAX_SELECTIONS = 16;

/**
 * The selections of one operation, by the values of the variables that they depend on. They live as long as a
 * subscription has them: what is compiled is much larger than its document, whose cache goes by the length of texts.
 */
interface Kept {
  readonly conditions: readonly string[];
  readonly byValues: Map<string, WeakRef<Selection>>;
}

/** What subscriptions that are open select, compiled once for those that select the same. */
export class SelectionCache {
  readonly #kept = new WeakMap<OperationDefinitionNode, Kept>();

  of(operation: ValidatedSubscriptionArgs): Selection {
    const { conditions, byValues } = this.#keptOf(operation);
    const { coerced } = operation.variableValues;
    const values = conditions.map((name) => String(coerced[name])).join();
    const known = byValues.get(values)?.deref();
    if (known !== undefined) return known;
    const selection = new Selection(operation);
    if (byValues.has(values) || byValues.size < MAX_SELECTIONS) byValues.set(values, new WeakRef(selection));
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
