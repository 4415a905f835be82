import type { FocusEvent, KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { ListedRun } from '../data/listed-run.ts';
import { useSession } from '../data/use-session.ts';

const ROWS_PER_PAGE = 10;

const moves: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + ROWS_PER_PAGE,
  PageUp: (index) => index - ROWS_PER_PAGE,
  Home: () => 0,
  End: (_, last) => last,
};

/** Where a key leads from a row, within the list; null for a key that does not lead anywhere. */
export function rowBehindKey(key: string, index: number, count: number): number | null {
  const last = count - 1;
  const next = moves[key]?.(index, last);
  return next === undefined ? null : Math.min(Math.max(next, 0), last);
}

/**
 * Arrow keys, Home, End and Page keys through the rows. One row is the stop of the Tab key, and it is the same run
 * however the list moves; coming back to the list, it is the one that was left.
 */
export function useRowKeys(runs: readonly ListedRun[]) {
  const { place } = useSession().runs;
  const listRef = useRef<HTMLUListElement>(null);
  const [activeId, setActiveId] = useState(place.runId);
  /** Whether the focus belongs to the list. It gets lost without a word where the row that has it is taken away. */
  const hasFocus = useRef(place.runId !== null);
  const active = Math.max(0, activeId === null ? 0 : runs.findIndex(({ id }) => id === activeId));

  const activate = (index: number) => {
    const id = runs[index]?.id ?? null;
    place.runId = id;
    setActiveId(id);
  };

  // With every render: the first one of a list draws no rows, and any may take the row away that has the focus.
  useEffect(() => {
    const link = listRef.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (hasFocus.current && link !== document.activeElement) link?.focus({ preventScroll: true });
  });

  return {
    listRef,
    active,
    onBlur: ({ relatedTarget }: FocusEvent<HTMLElement>) => {
      hasFocus.current = listRef.current?.contains(relatedTarget) ?? false;
    },
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      hasFocus.current = true;
      const { index } = target.dataset;
      if (index !== undefined) activate(Number(index));
    },
    onKeyDown: (event: KeyboardEvent, scrollTo: (index: number) => void) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const next = rowBehindKey(event.key, active, runs.length);
      if (next === null) return;
      event.preventDefault();
      scrollTo(next);
      activate(next);
    },
  };
}
