import type { ModelUsageInput } from '../../../client/generated/graphql.ts';

type Model = Pick<ModelUsageInput, 'provider' | 'model'>;
type Counts = Omit<ModelUsageInput, keyof Model>;
type Count = keyof Counts;

/** What a run used so far, by model. */
export class UsageTotals {
  readonly #totals = new Map<string, Model & { [Name in Count]?: number }>();

  /** Adds what one call of a model used. What is not known, or is no count, is left out. */
  add({ provider, model }: Model, counts: { readonly [Name in Count]?: unknown }): void {
    const key = JSON.stringify([provider, model]);
    const total = this.#totals.get(key) ?? { ...(provider && { provider }), ...(model && { model }) };
    for (const [name, count] of Object.entries(counts) as [Count, unknown][]) {
      if (typeof count !== 'number' || !Number.isFinite(count) || count < 0) continue;
      total[name] = (total[name] ?? 0) + Math.round(count);
    }
    this.#totals.set(key, total);
  }

  list(): readonly ModelUsageInput[] {
    return [...this.#totals.values()].map((total) => ({ ...total }));
  }
}
