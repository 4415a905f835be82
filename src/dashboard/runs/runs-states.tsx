import { Link } from 'wouter';
import type { Problem } from '../data/problem.ts';
import { useSession, useViewer } from '../data/use-session.ts';

/** What stands in the place of the runs while there are none to show. */
export function RowsLoading() {
  return (
    <div className="run-list panel" role="status">
      <span className="visually-hidden">Loading the runs</span>
      {skeletonWidths.map((width) => (
        <div key={width} className="run-skeleton" aria-hidden="true">
          <span className="skeleton" style={{ width: '5rem' }} />
          <span className="skeleton" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}

const skeletonWidths = [46, 38, 52, 41, 35, 49, 44, 36];

export function NotRead({ problem }: { readonly problem: Problem }) {
  const session = useSession();
  return (
    <section className="message" role="alert">
      <h2>The runs could not be read</h2>
      <p>{problem.message}</p>
      <button type="button" className="button button-primary" onClick={() => session.retry()}>
        Try again
      </button>
    </section>
  );
}

export function NoRuns() {
  const viewer = useViewer();
  return (
    <section className="message">
      <h2>No runs yet</h2>
      <p className="muted">
        Start one above, and it shows up here; so does any run that a worker publishes for you. To see one at
        work, let the demo agent answer a question:
      </p>
      <pre>agentwire demo "What happens to a slow reader?" --user {viewer?.id ?? 'YOU'}</pre>
      <p className="muted">Or publish events from a file, one JSON object a line:</p>
      <pre>agentwire publish events.jsonl</pre>
    </section>
  );
}

export function NoMatch() {
  return (
    <section className="message">
      <h2>No run matches</h2>
      <p className="muted">Runs that do will show up here by themselves.</p>
      <Link className="button" href="/">
        Show all runs
      </Link>
    </section>
  );
}
