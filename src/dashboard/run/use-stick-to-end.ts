import type { RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';

/** So near to its end, in pixels, a box counts as being there. */
const NEAR = 32;

/**
 * Keeps a box that scrolls at its end while what is in it grows, unless the reader has scrolled away from there. What
 * is no longer being written when the box appears is shown from its beginning.
 */
export function useStickToEnd(
  box: RefObject<HTMLElement | null>,
  content: unknown,
  isBeingWritten: boolean,
): void {
  const isAtEnd = useRef(isBeingWritten);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      isAtEnd.current = isNearEnd(element);
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  });
  // The last of a text mostly comes together with the end of its run: it is followed as any other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the content has changed
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    if (isAtEnd.current) element.scrollTo({ top: element.scrollHeight, behavior: 'instant' });
    else isAtEnd.current = isNearEnd(element);
  }, [box, content]);
}

const isNearEnd = ({ scrollHeight, clientHeight, scrollTop }: HTMLElement) =>
  scrollHeight - clientHeight - scrollTop <= NEAR;
