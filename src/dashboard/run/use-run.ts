import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { useConnection } from '../data/use-session.ts';
import { RunFollower } from './run-follower.ts';
import { RunSource } from './run-source.ts';

/**
 * The run's follower, open for as long as the page shows it; null before that. `retry` begins anew, which happens by
 * itself when the connection is back.
 */
export function useRun(id: string): { readonly follower: RunFollower | null; readonly retry: () => void } {
  const client = useApolloClient();
  const [attempt, setAttempt] = useState(0);
  const [follower, setFollower] = useState<RunFollower | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a new follower
  useEffect(() => {
    const opened = new RunFollower(new RunSource(client, id));
    setFollower(opened);
    void opened.open();
    return () => opened.close();
  }, [client, id, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const { phase } = useConnection().state;
  useEffect(() => {
    if (phase === 'live' && follower?.view.get().phase === 'failed') retry();
  }, [phase, follower, retry]);
  return { follower, retry };
}
