import { useConnection } from '../data/use-session.ts';
import { Notice } from '../shared/notice.tsx';

/** Says that nothing more will come, where the server ended the connection for good. */
export function LiveEnded() {
  const { state } = useConnection();
  if (state.phase !== 'closed' || state.code === null) return null;
  return (
    <div className="live-ended">
      <Notice tone="danger">
        The server ended the live connection: {state.reason || `code ${state.code}`}. What you see does not
        change any more.{' '}
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </Notice>
    </div>
  );
}
