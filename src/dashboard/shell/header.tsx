import './header.css';
import { useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { searchOfFilters } from '../data/run-filter.ts';
import { signOut } from '../data/sign-in.ts';
import { useSession, useViewer } from '../data/use-session.ts';
import { ConnectionStatus } from './connection-status.tsx';

export function Header() {
  const viewer = useViewer();
  const { runs } = useSession();
  const filters = useSyncExternalStore(runs.subscribe, () => runs.get().filters);
  return (
    <header className="header">
      <Link className="header-brand" href={`/${searchOfFilters(filters)}`}>
        <Mark />
        agentwire
      </Link>
      <ConnectionStatus />
      <nav className="header-nav" aria-label="Pages">
        <a className="button button-quiet" href="/graphiql">
          GraphiQL
        </a>
      </nav>
      <div className="header-viewer">
        <span
          className="header-viewer-id truncate"
          title={viewer === null ? undefined : `Signed in as ${viewer.id}`}
        >
          <span className="visually-hidden">Signed in as </span>
          {viewer?.id ?? '…'}
        </span>
        <button type="button" className="button button-quiet" onClick={signOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg className="header-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M3 12h4l2.5-6 5 12 2.5-6h4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
