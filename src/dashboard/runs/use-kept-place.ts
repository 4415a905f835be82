import type { RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ListedRun } from '../data/listed-run.ts';
import { useSession } from '../data/use-session.ts';

/**
 * Keeps the rows in sight where they are while runs come and go above them, unless the top of the list is in sight:
 * there, new runs are to be seen. Remembers the place for whoever comes back to the list. `offset` is how far the
 * list is scrolled, in pixels: to ask the element itself would have the page laid out each time.
 */
export function useKeptPlace(
  scroller: RefObject<HTMLElement | null>,
  offset: number,
  runs: readonly ListedRun[],
  rowHeight: number,
): void {
  const { place } = useSession().runs;
  const before = useRef(runs);

  useLayoutEffect(() => {
    const topIndex = Math.floor(offset / rowHeight);
    const topRun = before.current[topIndex];
    before.current = runs;
    if (scroller.current === null || topIndex === 0 || topRun === undefined) return;
    if (runs[topIndex]?.id === topRun.id) return;
    const index = runs.findIndex(({ id }) => id === topRun.id);
    if (index !== -1) scroller.current.scrollTop = offset + (index - topIndex) * rowHeight;
  }, [scroller, offset, runs, rowHeight]);

  useEffect(() => {
    place.top = offset;
  }, [place, offset]);
}
