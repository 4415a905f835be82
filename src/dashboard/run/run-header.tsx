import './run-header.css';
import type { ReactNode } from 'react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { ListedRun } from '../data/listed-run.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { formatClock, formatInstant } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { runPath } from '../shared/routes.ts';
import { StatusBadge, statusNames } from '../shared/status-badge.tsx';
import { Elapsed } from './elapsed.tsx';
import { StopRun } from './stop-run.tsx';

interface RunHeaderProps {
  readonly record: ListedRun;
  readonly model: string | null;
}

/** Which run it is, how it stands, and what it is doing now. */
export const RunHeader = memo(function RunHeader({ record, model }: RunHeaderProps) {
  const { id, agent, status, threadId, parentRunId, startedAt, endedAt, activity } = record;
  return (
    <header className="detail-header">
      <title>{`${agent.name} · ${statusNames[status]} · agentwire`}</title>
      <nav aria-label="Where this run belongs" className="detail-header-nav">
        <Link href="/">
          <Icon name="back" /> All runs
        </Link>
        {parentRunId !== null && <Link href={runPath(parentRunId)}>Parent run</Link>}
      </nav>
      <div className="detail-header-title">
        <h1>{agent.name}</h1>
        <StatusBadge status={status} />
        {activity !== null && (
          <p className="detail-header-activity">
            <span className="visually-hidden">Doing now: </span>
            {activity}
          </p>
        )}
        {endedAt === null && <StopRun id={id} />}
      </div>
      <p role="status" className="visually-hidden">
        {agent.name}: {statusNames[status]}
      </p>
      <dl className="detail-facts">
        <Fact name="Elapsed">
          <Elapsed of={record} />
        </Fact>
        <Fact name="Started">
          {startedAt === null ? (
            '–'
          ) : (
            <time dateTime={startedAt} title={formatInstant(startedAt)}>
              {formatClock(startedAt)}
            </time>
          )}
        </Fact>
        <Fact name="Run">
          <span className="mono detail-fact-id">{id}</span>
          <CopyButton text={id} label="run id" />
        </Fact>
        {threadId !== id && (
          <Fact name="Thread">
            <span className="mono detail-fact-id">{threadId}</span>
          </Fact>
        )}
        {model !== null && <Fact name="Model">{model}</Fact>}
      </dl>
    </header>
  );
});

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="detail-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
