import type { Connection } from '../data/connection.ts';
import { useConnection } from '../data/use-session.ts';
import { useNow } from '../shared/clock.ts';

/** Always says whether what is shown is current. Counts go beside what is announced: they change all the time. */
export function ConnectionStatus() {
  const connection = useConnection();
  const { state } = connection;
  return (
    <div
      className="connection"
      data-phase={state.phase}
      title={state.phase === 'waiting' ? state.reason : undefined}
    >
      <span className="connection-dot" aria-hidden="true" />
      <span role="status">{phaseNames[state.phase]}</span>
      {state.phase === 'replaying' && <Detail>{state.replayed}</Detail>}
      {state.phase === 'waiting' && <RetryIn connection={connection} retryInMs={state.retryInMs} />}
    </div>
  );
}

const phaseNames: Record<Connection['state']['phase'], string> = {
  connecting: 'Connecting',
  replaying: 'Replaying',
  live: 'Live',
  waiting: 'Offline',
  closed: 'Not connected',
};

function RetryIn({ connection, retryInMs }: { readonly connection: Connection; readonly retryInMs: number }) {
  const now = useNow();
  const seconds = Math.ceil((connection.since + retryInMs - now) / 1000);
  return <Detail>{seconds > 0 ? `retrying in ${seconds} s` : 'retrying'}</Detail>;
}

function Detail({ children }: { readonly children: string | number }) {
  return (
    <span className="connection-detail" aria-hidden="true">
      {children}
    </span>
  );
}
