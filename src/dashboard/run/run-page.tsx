import './run-page.css';
import { Link } from 'wouter';
import { Notice } from '../shared/notice.tsx';
import { useStore } from '../shared/store.ts';
import type { RunFollower } from './run-follower.ts';
import { RunNewsNotice } from './run-news.tsx';
import { RunSections } from './run-sections.tsx';
import { RunSkeleton } from './run-skeleton.tsx';
import { useRun } from './use-run.ts';

/** One run: read when it is opened, and followed until it ends. */
export function RunPage({ id }: { readonly id: string }) {
  return <RunOf key={id} id={id} />;
}

function RunOf({ id }: { readonly id: string }) {
  const { follower, retry } = useRun(id);
  return (
    <div className="detail-page">
      {follower === null ? <RunSkeleton /> : <FollowedRun id={id} follower={follower} onRetry={retry} />}
    </div>
  );
}

interface FollowedRunProps {
  readonly id: string;
  readonly follower: RunFollower;
  readonly onRetry: () => void;
}

function FollowedRun({ id, follower, onRetry }: FollowedRunProps) {
  const view = useStore(follower.view);
  return (
    <>
      <RunNewsNotice follower={follower} onRetry={onRetry} />
      {view.phase === 'loading' && <RunSkeleton />}
      {view.phase === 'missing' && <MissingRun id={id} />}
      {view.phase === 'failed' && <FailedReading message={view.message} onRetry={onRetry} />}
      {view.phase === 'shown' && <RunSections page={view.page} follower={follower} />}
    </>
  );
}

function MissingRun({ id }: { readonly id: string }) {
  return (
    <section className="detail-state panel">
      <title>No such run · agentwire</title>
      <h1>There is no such run.</h1>
      <p className="mono detail-state-id">{id}</p>
      <p className="muted">If it is yours and has yet to start, this page shows it as soon as it does.</p>
      <Link className="button" href="/">
        All runs
      </Link>
    </section>
  );
}

function FailedReading({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <section className="detail-state panel">
      <h1>The run could not be read</h1>
      <Notice tone="danger">{message}</Notice>
      <button type="button" className="button button-primary" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
}
