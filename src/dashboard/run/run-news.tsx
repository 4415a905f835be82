import { Notice } from '../shared/notice.tsx';
import { useStore } from '../shared/store.ts';
import type { RunFollower } from './run-follower.ts';

/** Says what happened to the stream: that the run was read again, or that nothing new arrives any more. */
export function RunNewsNotice({
  follower,
  onRetry,
}: {
  readonly follower: RunFollower;
  readonly onRetry: () => void;
}) {
  const news = useStore(follower.news);
  if (news === null) return null;
  if (news.kind === 'reset') {
    return (
      <Notice tone="warn" onDismiss={follower.dismissNews}>
        Some events are gone ({news.reason}); the run was read again.
      </Notice>
    );
  }
  return (
    <Notice tone="danger">
      <span className="detail-notice-line">
        <span>Live updates have stopped. {news.message}</span>
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </span>
    </Notice>
  );
}
