import { memo } from 'react';
import { Notice } from '../shared/notice.tsx';
import { useStore } from '../shared/store.ts';
import type { EventLog } from './event-log.ts';
import { trimmedCount, unreadCount } from './event-log.ts';
import type { RunFollower } from './run-follower.ts';

interface HistoryNoticeProps {
  readonly log: EventLog;
  readonly follower: RunFollower;
}

const whole = new Intl.NumberFormat('en');

/** Says which of the run's events the page does not have, and gets what can be had. */
export const HistoryNotice = memo(function HistoryNotice({ log, follower }: HistoryNoticeProps) {
  const reading = useStore(follower.history);
  const trimmed = trimmedCount(log);
  const unread = unreadCount(log);
  return (
    <>
      {trimmed > 0 && (
        <Notice>
          {log.events.length === 0
            ? 'The events of this run are no longer kept: only its record is left.'
            : `The first ${whole.format(trimmed)} events of this run are no longer kept.`}
        </Notice>
      )}
      {unread > 0 && reading !== 'reading' && (
        <Notice tone={reading === 'failed' ? 'warn' : 'info'}>
          <span className="detail-notice-line">
            <span>
              {reading === 'failed' && 'Older events could not be read. '}
              {whole.format(unread)} events were not read yet: thinking, timeline and events are without them.
            </span>
            <button type="button" className="button" onClick={follower.readHistory}>
              {reading === 'failed' ? 'Try again' : 'Load more'}
            </button>
          </span>
        </Notice>
      )}
    </>
  );
});
