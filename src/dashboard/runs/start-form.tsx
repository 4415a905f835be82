import type { FormEvent } from 'react';
import { useId, useRef, useState } from 'react';
import { newRunId } from '../../client/index.ts';
import { useCommand } from '../data/use-command.ts';
import { useSession } from '../data/use-session.ts';
import { jsonInput } from '../shared/json-input.ts';
import { Labelled } from '../shared/labelled.tsx';
import { Notice } from '../shared/notice.tsx';
import type { InputFormat } from './input-format.tsx';
import { InputFormats } from './input-format.tsx';

/** As long as an id or a name may be. */
const MAX_LENGTH = 256;

interface Draft {
  /** Null until one is given: then it is the likeliest. */
  readonly agent: string | null;
  readonly format: InputFormat;
  readonly input: string;
  readonly threadId: string;
}

interface StartFormProps {
  /** The names to propose, the likeliest first. */
  readonly agentNames: readonly string[];
  readonly onClose: () => void;
  readonly onStarted: (runId: string) => void;
}

/** What a run needs. Sent again as it is, it asks for the same run. */
export function StartForm({ agentNames, onClose, onStarted }: StartFormProps) {
  const { commands } = useSession();
  const [draft, setDraft] = useState<Draft>({ agent: null, format: 'Text', input: '', threadId: '' });
  const [problem, setProblem] = useState<string | null>(null);
  const { state, send, isAsked } = useCommand(commands.start);
  const runIdOf = useRunIds();
  const id = useId();
  const agent = draft.agent ?? agentNames[0] ?? '';

  const change = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed });
    setProblem(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = draft.format === 'JSON' ? jsonInput(draft.input) : { value: draft.input, problem: null };
    setProblem(given.problem);
    if (given.problem !== null) return;
    const asked = { agent, input: given.value, ...(draft.threadId !== '' && { threadId: draft.threadId }) };
    const runId = runIdOf(asked);
    if (await send({ ...asked, runId })) onStarted(runId);
  };
  return (
    <form className="start-form" onSubmit={submit}>
      <Labelled label="Agent">
        {(control) => (
          <input
            {...control}
            className="field"
            list={`${id}-agents`}
            required
            maxLength={MAX_LENGTH}
            autoComplete="off"
            spellCheck={false}
            value={agent}
            onChange={({ target }) => change({ agent: target.value })}
          />
        )}
      </Labelled>
      <datalist id={`${id}-agents`}>
        {agentNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <InputFormats format={draft.format} onChange={(format) => change({ format })} />
      <Labelled label="What it is to work on" problem={problem}>
        {(control) => (
          <textarea
            {...control}
            className={draft.format === 'JSON' ? 'field mono' : 'field'}
            dir="auto"
            rows={6}
            required
            spellCheck={draft.format === 'Text'}
            value={draft.input}
            onChange={({ target }) => change({ input: target.value })}
          />
        )}
      </Labelled>
      <Labelled label="Thread" isOptional hint="The conversation that the run is to belong to.">
        {(control) => (
          <input
            {...control}
            className="field"
            maxLength={MAX_LENGTH}
            autoComplete="off"
            spellCheck={false}
            value={draft.threadId}
            onChange={({ target }) => change({ threadId: target.value })}
          />
        )}
      </Labelled>
      {state.phase === 'failed' && <Notice tone="danger">{state.problem.message}</Notice>}
      <div className="start-form-actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" aria-disabled={isAsked}>
          {isAsked ? 'Starting…' : 'Start'}
        </button>
      </div>
    </form>
  );
}

/** Gives the same id for the same content: after a lost answer, it would be a second run. */
function useRunIds(): (asked: object) => string {
  const last = useRef({ content: '', runId: '' });
  return (asked) => {
    const content = JSON.stringify(asked);
    if (last.current.content !== content) last.current = { content, runId: newRunId() };
    return last.current.runId;
  };
}
