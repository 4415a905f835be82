import { useState } from 'react';

const STEP = 100;

/** The newest of what may be many, and how to see more: a page of thousands of rows would not be smooth. */
export function useNewest<T>(items: readonly T[]) {
  const [limit, setLimit] = useState(STEP);
  return {
    shown: items.length > limit ? items.slice(-limit) : items,
    hiddenCount: Math.max(0, items.length - limit),
    showMore: () => setLimit(limit + STEP),
  };
}
