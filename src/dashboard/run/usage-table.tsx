import { memo } from 'react';
import type { RunDetail } from '../../client/index.ts';
import type { RunState } from './run-state.ts';
import { ScrollBox } from './scroll-box.tsx';
import type { ModelUsage, UsageColumn } from './usage.ts';
import { byModel, columnsOf, totalOf } from './usage.ts';

interface UsageProps {
  readonly own: RunDetail['usage'];
  readonly agents: ReadonlyMap<string, RunState>;
  readonly hasEnded: boolean;
}

/** Tokens and cost by model, with those of the sub-agents below them. */
export const Usage = memo(function Usage({ own, agents, hasEnded }: UsageProps) {
  const ownModels = byModel(own as readonly ModelUsage[]);
  const agentModels = byModel(
    [...agents.values()].flatMap(({ detail }) => detail.usage as readonly ModelUsage[]),
  );
  const all = [...ownModels, ...agentModels];
  return (
    <section className="panel detail-section" aria-labelledby="detail-usage">
      <h2 id="detail-usage">Usage</h2>
      {all.length === 0 ? (
        <p className="muted">{hasEnded ? 'None was reported.' : 'It is reported when the run ends.'}</p>
      ) : (
        <UsageTable own={ownModels} agents={agentModels} />
      )}
    </section>
  );
});

function UsageTable({
  own,
  agents,
}: {
  readonly own: readonly ModelUsage[];
  readonly agents: readonly ModelUsage[];
}) {
  const all = [...own, ...agents];
  const columns = columnsOf(all);
  return (
    <ScrollBox className="detail-scroll" label="Usage by model">
      <table className="detail-usage">
        <thead>
          <tr>
            <th scope="col">Model</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <Rows usage={own} columns={columns} suffix={null} />
        <Rows usage={agents} columns={columns} suffix="sub-agents" />
        {all.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              {columns.map((column) => (
                <Cell key={column.key} value={totalOf(all, column.key)} column={column} />
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </ScrollBox>
  );
}

interface RowsProps {
  readonly usage: readonly ModelUsage[];
  readonly columns: readonly UsageColumn[];
  readonly suffix: string | null;
}

function Rows({ usage, columns, suffix }: RowsProps) {
  return (
    <tbody>
      {usage.map((model) => (
        <tr key={`${model.provider} ${model.model}`}>
          <th scope="row">
            {model.model ?? 'Not known'}
            <span className="muted detail-usage-provider">
              {[model.provider, suffix].filter((part) => part !== null).join(' · ')}
            </span>
          </th>
          {columns.map((column) => (
            <Cell key={column.key} value={model[column.key]} column={column} />
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Cell({ value, column }: { readonly value: number | null; readonly column: UsageColumn }) {
  return <td>{value === null ? '–' : column.format(value)}</td>;
}
