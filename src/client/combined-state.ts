import type { ConnectionState } from './connection-state.ts';

type Phase = ConnectionState['phase'];

/** From what concerns a watcher most to what does least. */
const phases: readonly Phase[] = ['waiting', 'connecting', 'replaying', 'live', 'closed'];

/** Tells of several connections as of one. Returns what makes a teller for another of them. */
export function combineStates(onState: (state: ConnectionState) => void) {
  const states = new Map<object, ConnectionState>();
  return () => {
    const connection = {};
    return (state: ConnectionState): void => {
      // The last to close says how it ended; those before it are gone.
      if (state.phase === 'closed') states.delete(connection);
      else states.set(connection, state);
      onState(combined([...states.values()]) ?? state);
    };
  };
}

function combined(states: readonly ConnectionState[]): ConnectionState | undefined {
  const phase = phases.find((candidate) => states.some((state) => state.phase === candidate));
  if (phase !== 'replaying') return states.find((state) => state.phase === phase);
  const replayed = states.reduce((sum, state) => sum + ('replayed' in state ? state.replayed : 0), 0);
  return { phase, replayed };
}
