import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { CSSProperties } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ListedRun } from '../data/listed-run.ts';
import { useSession } from '../data/use-session.ts';
import { useMedia } from '../shared/media.ts';
import { RunColumns, RunRow } from './run-row.tsx';
import { useKeptPlace } from './use-kept-place.ts';
import { useRowKeys } from './use-row-keys.ts';

/** Rows that are drawn beyond what is seen, on either side. */
const OVERSCAN = 8;
/** Rows before the end of what was read at which the next page is read. */
const READ_AHEAD = 50;
const ROW_REM = 2.625;
const CARD_REM = 5.75;

/** The rows, of which only those in sight are drawn. */
export function RunRows({
  runs,
  hasMore,
  isReadingMore,
}: {
  readonly runs: readonly ListedRun[];
  readonly hasMore: boolean;
  readonly isReadingMore: boolean;
}) {
  const store = useSession().runs;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const keys = useRowKeys(runs);
  // The same functions for as long as they give the same: the virtualizer lays all rows out anew for new ones.
  const getItemKey = useCallback((index: number) => runs[index]?.id ?? index, [runs]);
  const estimateSize = useCallback(() => rowHeight, [rowHeight]);
  const virtualizer = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: OVERSCAN,
    initialOffset: store.place.top,
    // The row that has the focus must not go away with it when it is scrolled out of sight.
    rangeExtractor: (range) =>
      [...new Set([keys.active, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  useKeptPlace(scroller, virtualizer.scrollOffset ?? store.place.top, runs, rowHeight);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what has changed
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const lastDrawn = virtualizer.range?.endIndex ?? -1;
  useEffect(() => {
    if (hasMore && !isReadingMore && lastDrawn >= runs.length - READ_AHEAD) store.more();
  }, [store, hasMore, isReadingMore, lastDrawn, runs.length]);

  const style = { height: virtualizer.getTotalSize(), '--run-row-height': `${rowHeight}px` } as CSSProperties;
  return (
    <div className="run-list panel">
      <RunColumns />
      <div className="run-scroller" ref={scroller}>
        <ul
          aria-label="Runs"
          className="run-rows"
          style={style}
          ref={keys.listRef}
          onFocus={keys.onFocus}
          onBlur={keys.onBlur}
          onKeyDown={(event) => keys.onKeyDown(event, (index) => virtualizer.scrollToIndex(index))}
        >
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const run = runs[index];
            return (
              run && (
                <RunRow
                  key={key}
                  run={run}
                  index={index}
                  count={hasMore ? -1 : runs.length}
                  top={start}
                  isTabStop={index === keys.active}
                />
              )
            );
          })}
        </ul>
        <p className="run-list-end muted" role="status">
          {isReadingMore && 'Reading more runs…'}
        </p>
      </div>
    </div>
  );
}

/** In pixels: it grows with the reader's text size, and without measuring every row. */
function useRowHeight(): number {
  const isNarrow = useMedia('(max-width: 40rem)');
  const [rem] = useState(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  return Math.round((isNarrow ? CARD_REM : ROW_REM) * rem);
}
