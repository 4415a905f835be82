import './tool-call.css';
import { memo, useState } from 'react';
import type { ToolCall as Call } from '../../client/index.ts';
import type { IconName } from '../shared/icon.tsx';
import { Icon } from '../shared/icon.tsx';
import { Elapsed } from './elapsed.tsx';
import { JsonBlock } from './json-block.tsx';
import { toolStatusNames } from './names.ts';

interface ToolCallProps {
  readonly call: Call;
  /** Whether it waits for somebody to approve of it. */
  readonly isToBeApproved: boolean;
  /** Whether the run has: then a call without an end never got one. */
  readonly hasEnded: boolean;
}

/** One tool call: a line, and what went in and came out when it is opened. */
export const ToolCall = memo(function ToolCall({ call, isToBeApproved, hasEnded }: ToolCallProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isRunning = call.status === null && !hasEnded;
  return (
    <details className="detail-tool" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="detail-summary">
        <span className="detail-tool-line">
          <ToolStatus call={call} isRunning={isRunning} isToBeApproved={isToBeApproved} />
          <span className="detail-tool-name">
            <span className="mono">{call.name}</span>
            {call.title !== null && <bdi className="detail-tool-title">{call.title}</bdi>}
          </span>
          <span className="muted detail-tool-time">
            <Elapsed of={isRunning ? call : { ...call, endedAt: call.endedAt ?? call.startedAt }} />
          </span>
        </span>
        {isRunning && <Progress call={call} />}
        {call.error !== null && <span className="detail-tool-error">{call.error.message}</span>}
      </summary>
      {isOpen && <Body call={call} isRunning={isRunning} />}
    </details>
  );
});

type Status = NonNullable<Call['status']> | 'RUNNING' | 'WAITING';

const icons: Readonly<Record<Status, IconName>> = {
  RUNNING: 'running',
  WAITING: 'waiting',
  SUCCEEDED: 'completed',
  FAILED: 'failed',
  DENIED: 'failed',
  CANCELLED: 'cancelled',
  UNKNOWN: 'info',
};

const statusNames: Readonly<Record<Status, string>> = {
  RUNNING: 'Running',
  WAITING: 'Waiting for approval',
  ...toolStatusNames,
};

interface ToolStatusProps {
  readonly call: Call;
  readonly isRunning: boolean;
  readonly isToBeApproved: boolean;
}

function ToolStatus({ call: { status }, isRunning, isToBeApproved }: ToolStatusProps) {
  const known = isRunning ? (isToBeApproved ? 'WAITING' : 'RUNNING') : (status ?? 'UNKNOWN');
  return (
    <span className="detail-tool-status" data-status={known}>
      <Icon name={icons[known]} />
      {statusNames[known]}
    </span>
  );
}

function Progress({ call: { progress, total, message } }: { readonly call: Call }) {
  if (progress === null && message === null) return null;
  return (
    <span className="detail-tool-progress">
      {progress !== null && total !== null && <progress aria-label="Progress" value={progress} max={total} />}
      {progress !== null && (
        <span className="mono">{total === null ? progress : `${progress} / ${total}`}</span>
      )}
      {message !== null && <bdi>{message}</bdi>}
    </span>
  );
}

function Body({
  call: { id, input, output, error },
  isRunning,
}: {
  readonly call: Call;
  readonly isRunning: boolean;
}) {
  return (
    <div className="detail-tool-body">
      <p className="muted">
        Call <span className="mono">{id}</span>
      </p>
      {input === null ? <p className="muted">No input.</p> : <JsonBlock label="Input" value={input} />}
      {error !== null && <JsonBlock label={errorLabel(error)} value={error.message} />}
      {output !== null && <JsonBlock label="Output" value={output} />}
      {output === null && <p className="muted">{isRunning ? 'No output yet.' : 'No output.'}</p>}
    </div>
  );
}

function errorLabel({ code, retryable }: NonNullable<Call['error']>): string {
  return ['Error', code, retryable && 'can succeed later'].filter(Boolean).join(' · ');
}
