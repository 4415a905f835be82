import { memo } from 'react';
import type { ToolCall as Call, InputRequest } from '../../client/index.ts';
import { ShowEarlier } from './show-earlier.tsx';
import { ToolCall } from './tool-call.tsx';
import { useNewest } from './use-newest.ts';

interface ToolCallsProps {
  readonly calls: readonly Call[];
  /** What the run waits for. */
  readonly inputs: readonly InputRequest[];
  readonly hasEnded: boolean;
}

export const ToolCalls = memo(function ToolCalls({ calls, inputs, hasEnded }: ToolCallsProps) {
  const toApprove = inputs.filter(({ inputKind }) => inputKind === 'TOOL_APPROVAL');
  const { shown, hiddenCount, showMore } = useNewest(calls);
  return (
    <section className="panel detail-section" aria-labelledby="detail-tools">
      <h2 id="detail-tools">
        Tool calls <span className="detail-count">{calls.length}</span>
      </h2>
      {calls.length === 0 && <p className="muted">{hasEnded ? 'None.' : 'None so far.'}</p>}
      <ShowEarlier count={hiddenCount} what="calls" onShow={showMore} />
      {calls.length > 0 && (
        <ul className="detail-list detail-tools">
          {shown.map((call) => (
            <li key={call.id}>
              <ToolCall
                call={call}
                isToBeApproved={toApprove.some(({ forToolCallId }) => forToolCallId === call.id)}
                hasEnded={hasEnded}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});
