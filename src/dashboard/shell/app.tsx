import './app.css';
import { ApolloProvider } from '@apollo/client/react';
import { usePathname } from 'wouter/use-browser-location';
import type { Session } from '../data/session.ts';
import { signIn } from '../data/sign-in.ts';
import { SessionContext } from '../data/use-session.ts';
import { RunPage } from '../run/run-page.tsx';
import { RunsPage } from '../runs/runs-page.tsx';
import { routeOf } from '../shared/routes.ts';
import { useStore } from '../shared/store.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { LiveEnded } from './live-ended.tsx';
import { NotFound } from './not-found.tsx';
import { SignedOut } from './signed-out.tsx';
import { useEscape } from './use-escape.ts';

export function App() {
  const { session, refused } = useStore(signIn);
  return (
    <ErrorBoundary>
      {session === null ? <SignedOut refused={refused} /> : <SignedIn session={session} />}
    </ErrorBoundary>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  return (
    <SessionContext value={session}>
      <ApolloProvider client={session.client}>
        <a className="skip-link button" href="#main">
          Skip to the content
        </a>
        <Header />
        <LiveEnded />
        <main id="main" className="main" tabIndex={-1}>
          <Page />
        </main>
      </ApolloProvider>
    </SessionContext>
  );
}

/** What goes wrong in a page ends with it: the header stays, and another page starts anew. */
function Page() {
  const pathname = usePathname();
  useEscape();
  return <ErrorBoundary key={pathname}>{pageOf(pathname)}</ErrorBoundary>;
}

function pageOf(pathname: string) {
  const route = routeOf(pathname);
  if (route.page === 'runs') return <RunsPage />;
  if (route.page === 'run') return <RunPage id={route.id} />;
  return <NotFound />;
}
