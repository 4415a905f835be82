import { Link } from 'wouter';

export function NotFound() {
  return (
    <section className="message">
      <title>No such page · agentwire</title>
      <h1>There is no such page</h1>
      <p className="muted">The address may be cut off or mistyped.</p>
      <Link className="button" href="/">
        To the runs
      </Link>
    </section>
  );
}
