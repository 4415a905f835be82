import { useId } from 'react';
import { TokenField } from './token-field.tsx';
import type { TransportName } from './transports.ts';
import { transports } from './transports.ts';

interface TopBarProps {
  readonly token: string;
  readonly onToken: (token: string) => void;
  readonly transport: TransportName;
  readonly onTransport: (transport: TransportName) => void;
  /** Whether requests have any Authorization, of the token field or the headers tab. */
  readonly isSigned: boolean;
}

/** What GraphiQL itself has no place for: who is asking, how subscriptions travel, and the way back. */
export function TopBar({ token, onToken, transport, onTransport, isSigned }: TopBarProps) {
  const transportId = useId();
  return (
    <header className="top-bar">
      <h1>agentwire GraphiQL</h1>
      <TokenField token={token} onChange={onToken} />
      <div className="transport">
        <label htmlFor={transportId}>Subscriptions over</label>
        <select
          id={transportId}
          value={transport}
          onChange={(event) => onTransport(event.target.value as TransportName)}
        >
          {Object.entries(transports).map(([name, { label }]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <a href="/">Dashboard</a>
      <p className="notice" role="status">
        {!isSigned && (
          <>
            <strong>Not signed in.</strong> Paste a token above, or give an Authorization header in the
            Headers tab below. For a dev server, <code>agentwire token --sub alice</code> prints a token.
          </>
        )}
      </p>
    </header>
  );
}
