import type { DocumentNode, SelectionNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import type { DocumentLimits } from './limits.ts';
import { badRequest, limitError } from './limits.ts';
import type { Fragments } from './selections.ts';
import { fieldsByKey, fragmentsOf } from './selections.ts';

type Counts = Record<'depth' | 'fields' | 'aliases' | 'directives', number>;

/**
 * Throws LIMIT_EXCEEDED for a document that has too much of anything, and BAD_USER_INPUT for a fragment within
 * itself. Takes time in proportion to the document: what is refused here never comes to validation, which does not.
 */
export function assertWithinLimits(document: DocumentNode, limits: DocumentLimits): void {
  const fragments = fragmentsOf(document);
  const counts = new Counter(fragments).count(document);
  for (const name of Object.keys(counts) as (keyof Counts)[]) {
    if (counts[name] > limits[name]) throw limitError(name, limits, counts[name]);
  }
  // Walks fragments wherever they are spread, which is not too often by now.
  const repeats = Math.max(0, ...selectionSetsOf(document).map((set) => repeatsIn([set], fragments)));
  if (repeats > limits.repeats) throw limitError('repeats', limits, repeats);
}

/** Counts each fragment once, however often it is spread. */
class Counter {
  readonly #fragments: Fragments;
  /** By the fragment's name; null while its contents are being counted. */
  readonly #counted = new Map<string, Counts | null>();

  constructor(fragments: Fragments) {
    this.#fragments = fragments;
  }

  /** The greatest depth; of all else, the sum over the operations and over the fragments that none of them spreads. */
  count({ definitions }: DocumentNode): Counts {
    const counts = nothing();
    for (const definition of definitions) {
      if ('directives' in definition) counts.directives += definition.directives?.length ?? 0;
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      add(counts, this.#countSet(definition.selectionSet));
      for (const { directives } of definition.variableDefinitions ?? []) {
        counts.directives += directives?.length ?? 0;
      }
    }
    for (const name of this.#fragments.keys()) {
      if (!this.#counted.has(name)) add(counts, this.#countFragment(name));
    }
    return counts;
  }

  #countSet(set: SelectionSetNode | undefined): Counts {
    const counts = nothing();
    for (const selection of set?.selections ?? []) add(counts, this.#countSelection(selection));
    return counts;
  }

  #countSelection(selection: SelectionNode): Counts {
    const { kind, directives = [] } = selection;
    const counts =
      kind === Kind.FRAGMENT_SPREAD
        ? { ...this.#countFragment(selection.name.value) }
        : this.#countSet(selection.selectionSet);
    counts.directives += directives.length;
    if (kind === Kind.FIELD) {
      counts.depth += 1;
      counts.fields += 1;
      if (selection.alias !== undefined) counts.aliases += 1;
    }
    return counts;
  }

  #countFragment(name: string): Counts {
    const known = this.#counted.get(name);
    if (known === null) throw badRequest(`Cannot spread fragment "${name}" within itself.`);
    if (known !== undefined) return known;
    this.#counted.set(name, null);
    const counts = this.#countSet(this.#fragments.get(name)?.selectionSet);
    this.#counted.set(name, counts);
    return counts;
  }
}

function nothing(): Counts {
  return { depth: 0, fields: 0, aliases: 0, directives: 0 };
}

function add(counts: Counts, { depth, fields, aliases, directives }: Counts): void {
  counts.depth = Math.max(counts.depth, depth);
  counts.fields += fields;
  counts.aliases += aliases;
  counts.directives += directives;
}

function selectionSetsOf({ definitions }: DocumentNode): SelectionSetNode[] {
  return definitions.flatMap((node) => ('selectionSet' in node ? node.selectionSet : []));
}

/** How often the most selected field is, in the one value that all of these sets select of. */
function repeatsIn(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  let most = 0;
  for (const fields of fieldsByKey(sets, fragments).values()) {
    const within = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    most = Math.max(most, fields.length, repeatsIn(within, fragments));
  }
  return most;
}
