import { memo } from 'react';
import type { InputRequest, ToolCall } from '../../client/index.ts';
import { formatInstant } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { AnswerForm } from './answer-form.tsx';
import { JsonBlock } from './json-block.tsx';
import { inputNames } from './names.ts';

/** What the run waits for, to be answered here. */
export const PendingInputs = memo(function PendingInputs({
  runId,
  inputs,
  calls,
}: {
  readonly runId: string;
  readonly inputs: readonly InputRequest[];
  readonly calls: readonly ToolCall[];
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
            <PendingInput input={input} call={calls.findLast(({ id }) => id === input.forToolCallId)} />
            <AnswerForm runId={runId} input={input} />
          </li>
        ))}
      </ul>
    </section>
  );
});

interface PendingInputProps {
  readonly input: InputRequest;
  /** The call that it is about, if it is about one that is known. */
  readonly call: ToolCall | undefined;
}

function PendingInput({ input, call }: PendingInputProps) {
  const { inputKind, forToolCallId, proposedInput, responseSchema, expiresAt } = input;
  const prompt = promptOf(input, call);
  return (
    <>
      <h3>{inputNames[inputKind]}</h3>
      {prompt !== null && (
        <p className="detail-text" dir="auto">
          {prompt}
        </p>
      )}
      <p className="muted">
        {forToolCallId != null && (
          <>
            {call === undefined ? (
              'For the tool call '
            ) : (
              <>
                For the tool <span className="mono">{call.name}</span>
                {call.title !== null && (
                  <>
                    {' '}
                    (<bdi>{call.title}</bdi>)
                  </>
                )}
                , call{' '}
              </>
            )}
            <span className="mono">{forToolCallId}</span>.{' '}
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

/** What the agent asks; where it only names a tool that needs leave, that. */
function promptOf({ prompt, inputKind }: InputRequest, call: ToolCall | undefined): string | null {
  if (prompt != null) return prompt;
  const needsLeave = inputKind === 'TOOL_APPROVAL' || inputKind === 'AUTHORIZATION';
  return call !== undefined && needsLeave ? `Allow ${call.title ?? call.name}?` : null;
}
