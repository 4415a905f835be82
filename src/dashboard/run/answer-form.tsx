import './answer-form.css';
import type { FormEvent } from 'react';
import { useMemo, useState } from 'react';
import type { InputRequest } from '../../client/index.ts';
import { useCommand } from '../data/use-command.ts';
import { useSession } from '../data/use-session.ts';
import type { InputKind, InputResolution } from '../generated/graphql.ts';
import { Notice } from '../shared/notice.tsx';
import { resolutionNames } from './names.ts';
import { ResponseFields } from './response-fields.tsx';
import type { Filled } from './response-schema.ts';
import { isEmpty, responseFormOf, responseOf } from './response-schema.ts';

/** A button of the form: what it says, and how it settles the request. */
interface Reply {
  readonly label: string;
  readonly resolution: InputResolution;
}

const yesOrNo = (yes: string, no: string): readonly Reply[] => [
  { label: yes, resolution: 'APPROVED' },
  { label: no, resolution: 'DENIED' },
];
const answer: readonly Reply[] = [{ label: 'Answer', resolution: 'ANSWERED' }];

const replies: Readonly<Record<InputKind, readonly Reply[]>> = {
  TOOL_APPROVAL: yesOrNo('Approve', 'Deny'),
  CONFIRMATION: yesOrNo('Yes', 'No'),
  AUTHORIZATION: yesOrNo('Allow', 'Deny'),
  QUESTION: answer,
  OTHER: answer,
};

interface AnswerFormProps {
  readonly runId: string;
  readonly input: InputRequest;
}

/** Answers what a run waits for. It stays until the run goes on, which is when the page no longer has the request. */
export function AnswerForm({ runId, input: { interruptId, inputKind, responseSchema } }: AnswerFormProps) {
  const { commands } = useSession();
  const { state, send, isAsked } = useCommand(commands.answer);
  const form = useMemo(() => responseFormOf(responseSchema), [responseSchema]);
  const [filled, setFilled] = useState<Filled>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const [given, setGiven] = useState<InputResolution>('ANSWERED');
  const canBeEmpty = replies[inputKind] !== answer;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isAsked) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const resolution = (submitter as HTMLButtonElement).value as InputResolution;
    const isPlain = resolution === 'DENIED' || (canBeEmpty && isEmpty(form, filled));
    try {
      const response = isPlain ? {} : { response: responseOf(form, filled) };
      setGiven(resolution);
      void send({ runId, interruptId, resolution, ...response });
    } catch (error) {
      setProblem(`This is not JSON: ${(error as Error).message}`);
    }
  };
  return (
    <form className="answer-form" onSubmit={submit}>
      {/* A yes or a no says all, unless the agent says that there is more to it. */}
      {(responseSchema != null || !canBeEmpty) && (
        <ResponseFields
          form={form}
          filled={filled}
          onChange={(changed) => {
            setFilled(changed);
            setProblem(null);
          }}
          isOptional={canBeEmpty}
          problem={problem}
        />
      )}
      {state.phase === 'failed' && <Notice tone="danger">{state.problem.message}</Notice>}
      <div className="answer-form-actions">
        {replies[inputKind].map(({ label, resolution }, index) => (
          <button
            key={resolution}
            type="submit"
            className={index === 0 ? 'button button-primary' : 'button'}
            value={resolution}
            formNoValidate={resolution === 'DENIED'}
            aria-disabled={isAsked}
          >
            {label}
          </button>
        ))}
        <span role="status" className="muted">
          {state.phase === 'sending' && 'Sending…'}
          {state.phase === 'sent' && `${resolutionNames[given]}. Waiting for the agent to go on…`}
        </span>
      </div>
    </form>
  );
}
