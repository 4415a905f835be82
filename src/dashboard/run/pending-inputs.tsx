import { memo } from 'react';
import type { InputRequest } from '../../client/index.ts';
import { formatInstant } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { AnswerForm } from './answer-form.tsx';
import { JsonBlock } from './json-block.tsx';
import { inputNames } from './names.ts';

/** What the run waits for, to be answered here. */
export const PendingInputs = memo(function PendingInputs({
  runId,
  inputs,
}: {
  readonly runId: string;
  readonly inputs: readonly InputRequest[];
}) {
  if (inputs.length === 0) return null;
  return (
    <section className="panel detail-pending" aria-labelledby="detail-pending">
      <h2 id="detail-pending">
        <Icon name="waiting" /> Waiting for a person
      </h2>
      <ul className="detail-list">
        {inputs.map((input) => (
          <li key={input.interruptId}>
            <PendingInput input={input} />
            <AnswerForm runId={runId} input={input} />
          </li>
        ))}
      </ul>
    </section>
  );
});

function PendingInput({ input }: { readonly input: InputRequest }) {
  const { inputKind, prompt, forToolCallId, proposedInput, responseSchema, expiresAt } = input;
  return (
    <>
      <h3>{inputNames[inputKind]}</h3>
      {prompt != null && (
        <p className="detail-text" dir="auto">
          {prompt}
        </p>
      )}
      <p className="muted">
        {forToolCallId != null && (
          <>
            For the tool call <span className="mono">{forToolCallId}</span>.{' '}
          </>
        )}
        {expiresAt != null && (
          <>
            Waits until <time dateTime={expiresAt}>{formatInstant(expiresAt)}</time>.
          </>
        )}
      </p>
      {proposedInput != null && <JsonBlock label="Proposed input" value={proposedInput} />}
      {responseSchema != null && (
        <details>
          <summary className="detail-summary">What the answer has to look like</summary>
          <JsonBlock label="JSON Schema" value={responseSchema} />
        </details>
      )}
    </>
  );
}
