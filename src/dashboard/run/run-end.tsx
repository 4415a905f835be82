import { memo } from 'react';
import type { RunDetail } from '../../client/index.ts';
import { Icon } from '../shared/icon.tsx';
import { cancelNames, finishNames } from './names.ts';
import type { RunEvent } from './run-events.ts';

interface RunEndProps {
  readonly detail: RunDetail;
  readonly events: readonly RunEvent[];
}

/** Why the run ended, where that is not simply that it was done. */
export const RunEnd = memo(function RunEnd({ detail: { error, finishReason }, events }: RunEndProps) {
  if (error !== null) return <RunError error={error} />;
  const last = events.at(-1);
  if (last?.__typename === 'AgentCancelled') return <p className="detail-end">{cancelNames[last.reason]}.</p>;
  if (finishReason !== null && finishReason !== 'STOP')
    return <p className="detail-end">{finishNames[finishReason]}.</p>;
  return null;
});

function RunError({ error }: { readonly error: NonNullable<RunDetail['error']> }) {
  return (
    <section className="panel detail-error" aria-labelledby="detail-error">
      <h2 id="detail-error">
        <Icon name="failed" /> The run failed
      </h2>
      <p className="detail-text" dir="auto">
        {error.message}
      </p>
      <p className="muted">
        <span className="mono">{error.code}</span>
        {error.providerCode != null && (
          <>
            {' · '}provider’s code <span className="mono">{error.providerCode}</span>
          </>
        )}
        {error.retryable && ' · The same run can succeed later.'}
      </p>
    </section>
  );
}
