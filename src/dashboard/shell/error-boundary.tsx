import type { ReactNode } from 'react';
import { Component } from 'react';

interface Props {
  readonly children: ReactNode;
}

/** Shows what went wrong in the page in place of the page. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Broken error={error} />;
  }
}

function Broken({ error }: { readonly error: Error }) {
  return (
    <section className="message" role="alert">
      <h1>This page broke</h1>
      <p>Nothing is lost: the runs are on the server, and this is only the page that shows them.</p>
      <pre>{error.message}</pre>
      <p className="message-actions">
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          Reload the page
        </button>
        <a className="button" href="/">
          To the runs
        </a>
      </p>
    </section>
  );
}
