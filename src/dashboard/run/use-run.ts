import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { RunFollower } from './run-follower.ts';
import { RunSource } from './run-source.ts';

/** The run's follower, open for as long as the page shows it; null before that. `retry` begins anew. */
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
  return { follower, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
