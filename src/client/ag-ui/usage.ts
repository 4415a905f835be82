import type { TokenUsage } from '@ag-ui/client';
import type { ModelUsageFieldsFragment } from '../generated/graphql.ts';

/** Its costs, which AG-UI has no field for, are left out, and so is what is not known. */
export function usageOf({ usage }: { readonly usage: readonly ModelUsageFieldsFragment[] }): {
  readonly usage?: TokenUsage[];
} {
  if (usage.length === 0) return {};
  return {
    usage: usage.map(({ cacheReadTokens, cacheWriteTokens, costMicrosUsd: _, ...counts }) => {
      const all = {
        ...counts,
        cachedInputTokens: cacheReadTokens,
        cacheWriteInputTokens: cacheWriteTokens,
      };
      return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    }),
  };
}
