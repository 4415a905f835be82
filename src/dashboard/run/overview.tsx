import './overview.css';
import { Answer } from './answer.tsx';
import { JsonBlock } from './json-block.tsx';
import type { PageState } from './page-state.ts';
import { PendingInputs } from './pending-inputs.tsx';
import { hasEnded } from './run-state.ts';
import { SubAgents } from './sub-agents.tsx';
import { Thinking } from './thinking.tsx';
import { ToolCalls } from './tool-calls.tsx';
import { Usage } from './usage-table.tsx';

/** What came out of the run, how it got there, and what it was given. */
export function Overview({ page: { run, subAgents, trace, log } }: { readonly page: PageState }) {
  const { record, detail } = run;
  const ended = hasEnded(run);
  const last = log.events.at(-1);
  return (
    <div className="detail-columns">
      <div className="detail-column">
        <PendingInputs runId={record.id} inputs={detail.pendingInputs} calls={detail.toolCalls} />
        <Answer
          messages={detail.messages}
          finalText={detail.finalText}
          output={last?.__typename === 'AgentCompleted' ? last.output : null}
          isBeingWritten={record.status === 'RUNNING'}
          hasEnded={ended}
        />
        <ToolCalls calls={detail.toolCalls} inputs={detail.pendingInputs} hasEnded={ended} />
        <Thinking texts={trace.texts} hasEnded={ended} />
        <Usage own={detail.usage} agents={subAgents} hasEnded={ended} />
      </div>
      <div className="detail-column">
        <SubAgents rootId={record.id} agents={subAgents} />
        <section className="panel detail-section" aria-labelledby="detail-input">
          <h2 id="detail-input">Input</h2>
          {detail.input === null ? (
            <p className="muted">No input is known.</p>
          ) : (
            <JsonBlock label="What the run was given" value={detail.input} />
          )}
        </section>
      </div>
    </div>
  );
}
