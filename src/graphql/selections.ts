import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  InlineFragmentNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind } from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((node) => [node.name.value, node]));
}

/**
 * The fields that sets select of one value, by their keys in the result, as execution collects them (GraphQL
 * specification, section 6.3.2). Left out are fragments that do not apply, and what is not included: by default, all
 * applies and is included, even if it has `@skip`.
 */
export function fieldsByKey(
  sets: readonly SelectionSetNode[],
  fragments: Fragments,
  applies: (fragment: FragmentDefinitionNode | InlineFragmentNode) => boolean = () => true,
  isIncluded: (selection: SelectionNode) => boolean = () => true,
): ReadonlyMap<string, readonly FieldNode[]> {
  const byKey = new Map<string, FieldNode[]>();
  const spread = new Set<string>();

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const fields = byKey.get(key);
        if (fields === undefined) byKey.set(key, [selection]);
        else fields.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection)) collect(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined && applies(fragment)) collect(fragment.selectionSet);
      }
    }
  }

  for (const set of sets) collect(set);
  return byKey;
}
