import type { RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';

/** So near to its end, in pixels, a box counts as being there. */
const NEAR = 32;

/** Keeps a box that scrolls at its end while what is in it grows, unless the reader has scrolled away from there. */
export function useStickToEnd(box: RefObject<HTMLElement | null>, content: unknown, isLive: boolean): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null || !isLive) return;
    const look = () => {
      isAtEnd.current = element.scrollHeight - element.clientHeight - element.scrollTop <= NEAR;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the content has changed
  useLayoutEffect(() => {
    if (isLive && isAtEnd.current)
      box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'instant' });
  }, [box, content, isLive]);
}
