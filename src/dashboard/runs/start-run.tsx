import './start-run.css';
import { useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { runPath } from '../shared/routes.ts';
import { StartForm } from './start-form.tsx';

/** The button that opens what asks for a run. What was filled in stays there until it is sent. */
export function StartRun({ agentNames }: { readonly agentNames: readonly string[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = () => {
    dialog.current?.showModal();
    // Where a person goes on, with an agent filled in already.
    if (agentNames.length > 0) dialog.current?.querySelector('textarea')?.focus();
  };
  return (
    <>
      <button
        type="button"
        className="button button-primary start-run-button"
        aria-haspopup="dialog"
        onClick={open}
      >
        Start a run
      </button>
      <dialog ref={dialog} className="start-run" aria-labelledby="start-run">
        <h2 id="start-run">Start a run</h2>
        <StartForm
          agentNames={agentNames}
          onClose={() => dialog.current?.close()}
          onStarted={(runId) => navigate(runPath(runId))}
        />
      </dialog>
    </>
  );
}
