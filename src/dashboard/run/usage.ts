import type { RunPageModelUsageFieldsFragment } from '../generated/graphql.ts';

export type ModelUsage = RunPageModelUsageFieldsFragment;

type Count = Exclude<keyof ModelUsage, 'model' | 'provider' | '__typename'>;

export interface UsageColumn {
  readonly key: Count;
  readonly name: string;
  readonly format: (value: number) => string;
}

const whole = new Intl.NumberFormat('en');
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });
const formatCost = (micros: number) => dollars.format(micros / 1e6);

const columns: readonly UsageColumn[] = [
  { key: 'inputTokens', name: 'Input', format: whole.format },
  { key: 'outputTokens', name: 'Output', format: whole.format },
  { key: 'reasoningTokens', name: 'Reasoning', format: whole.format },
  { key: 'cacheReadTokens', name: 'Cache read', format: whole.format },
  { key: 'cacheWriteTokens', name: 'Cache write', format: whole.format },
  { key: 'totalTokens', name: 'Total', format: whole.format },
  { key: 'costMicrosUsd', name: 'Cost', format: formatCost },
];

/** The columns in which there is anything to show. */
export function columnsOf(usage: readonly ModelUsage[]): readonly UsageColumn[] {
  return columns.filter(({ key }) => usage.some((model) => model[key] !== null));
}

/** What all of them used together; null where none of them says. */
export function totalOf(usage: readonly ModelUsage[], key: Count): number | null {
  const known = usage.flatMap((model) => model[key] ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value);
}

/** One entry for each model, however many runs used it. */
export function byModel(usage: readonly ModelUsage[]): readonly ModelUsage[] {
  const groups = Map.groupBy(usage, ({ provider, model }) => JSON.stringify([provider, model]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const totals = columns.map(({ key }) => [key, totalOf(group, key)]);
    return [{ ...first, ...Object.fromEntries(totals) } as ModelUsage];
  });
}
