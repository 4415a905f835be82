import { useEffect } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { searchOfFilters } from '../data/run-filter.ts';
import { useSession } from '../data/use-session.ts';

/** Takes the Escape key for the way back to the runs, unless something closer has a use for it. */
export function useEscape(): void {
  const { runs } = useSession();
  useEffect(() => {
    const onKeyDown = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented || location.pathname === '/') return;
      if (target instanceof Element && target.closest('input, select, textarea, dialog') !== null) return;
      navigate(`/${searchOfFilters(runs.get().filters)}`);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [runs]);
}
