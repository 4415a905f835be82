import { useRef, useState } from 'react';
import type { Problem } from './problem.ts';
import { problemOf } from './problem.ts';

/** How a command stands. What was sent needs no second time; what failed can be sent again. */
export type CommandState =
  | { readonly phase: 'idle' | 'sending' | 'sent' }
  | { readonly phase: 'failed'; readonly problem: Problem };

/** Sends one command, however often somebody presses its button. `send` resolves to whether that is done. */
export function useCommand<Given>(ask: (given: Given) => Promise<void>) {
  const [state, setState] = useState<CommandState>({ phase: 'idle' });
  const isUnderWay = useRef(false);
  const send = async (given: Given): Promise<boolean> => {
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    setState({ phase: 'sending' });
    try {
      await ask(given);
      setState({ phase: 'sent' });
      return true;
    } catch (error) {
      isUnderWay.current = false;
      setState({ phase: 'failed', problem: problemOf(error) });
      return false;
    }
  };
  return { state, send, isAsked: state.phase === 'sending' || state.phase === 'sent' };
}
