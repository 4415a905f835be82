import './status-badge.css';
import type { RunStatus } from '../generated/graphql.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

/** What each status is called, everywhere on the page. */
export const statusNames: Record<RunStatus, string> = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  WAITING_FOR_INPUT: 'Waiting',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

const icons: Record<RunStatus, IconName> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  WAITING_FOR_INPUT: 'waiting',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

export function StatusBadge({ status }: { readonly status: RunStatus }) {
  return (
    <span className="status-badge" data-status={status}>
      <Icon name={icons[status]} />
      {statusNames[status]}
    </span>
  );
}
