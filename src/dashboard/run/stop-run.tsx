import './stop-run.css';
import { useCommand } from '../data/use-command.ts';
import { useSession } from '../data/use-session.ts';
import { Notice } from '../shared/notice.tsx';

/** Asks a run that goes on to stop. It is gone once the run has ended, however it did. */
export function StopRun({ id }: { readonly id: string }) {
  const { commands } = useSession();
  const { state, send, isAsked } = useCommand(commands.cancel);
  return (
    <>
      <button type="button" className="button stop-run" aria-disabled={isAsked} onClick={() => void send(id)}>
        {isAsked ? 'Stopping…' : 'Stop the run'}
      </button>
      <span role="status" className="visually-hidden">
        {isAsked && 'The run was asked to stop.'}
      </span>
      {state.phase === 'failed' && (
        <div className="stop-run-problem">
          <Notice tone="danger">The run was not asked to stop. {state.problem.message}</Notice>
        </div>
      )}
    </>
  );
}
