import { memo } from 'react';
import { Link } from 'wouter';
import { runPath } from '../shared/routes.ts';
import { StatusBadge } from '../shared/status-badge.tsx';
import { Elapsed } from './elapsed.tsx';
import type { RunState } from './run-state.ts';

interface SubAgentsProps {
  readonly rootId: string;
  readonly agents: ReadonlyMap<string, RunState>;
}

type Children = ReadonlyMap<string | null, readonly RunState[]>;

/** The runs that the run began, and those that they began, as a tree. */
export const SubAgents = memo(function SubAgents({ rootId, agents }: SubAgentsProps) {
  const children: Children = Map.groupBy(agents.values(), ({ record }) => record.parentRunId);
  return (
    <section className="panel detail-section" aria-labelledby="detail-agents">
      <h2 id="detail-agents">
        Sub-agents <span className="detail-count">{agents.size}</span>
      </h2>
      {agents.size === 0 ? (
        <p className="muted">None.</p>
      ) : (
        <Branch parentId={rootId} childrenOf={children} />
      )}
    </section>
  );
});

function Branch({ parentId, childrenOf }: { readonly parentId: string; readonly childrenOf: Children }) {
  const runs = childrenOf.get(parentId);
  if (runs === undefined) return null;
  return (
    <ul className="detail-tree">
      {runs.map((run) => (
        <li key={run.record.id}>
          <SubAgent run={run} />
          <Branch parentId={run.record.id} childrenOf={childrenOf} />
        </li>
      ))}
    </ul>
  );
}

const SubAgent = memo(function SubAgent({ run: { record, detail } }: { readonly run: RunState }) {
  const note = detail.error?.message ?? record.activity;
  return (
    <div className="detail-agent">
      <Link href={runPath(record.id)} className="detail-agent-name">
        {record.agent.name}
      </Link>
      <StatusBadge status={record.status} />
      <span className="muted detail-agent-time">
        <Elapsed of={record} />
      </span>
      {note !== null && <p className="muted detail-agent-note">{note}</p>}
    </div>
  );
});
