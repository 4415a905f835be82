import { createWorker } from '../../src/publisher/worker.ts';

/**
 * A worker as a process of its own, to be killed: what a run is asked says what it does. Its server and its token are the
 * arguments.
 */
const [url = '', token = ''] = process.argv.slice(2);

createWorker({
  url,
  getToken: () => token,
  agent: 'clerk',
  run: async ({ input, signal, emit, askForInput }) => {
    await emit({ toolExecuting: { toolCallId: 'c', toolName: 'work', input } });
    if (input === 'for ever') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    if (input === 'what you say') {
      const { resolution, response } = await askForInput({ inputKind: 'QUESTION', interruptId: 'ask' });
      await emit({ toolCompleted: { toolCallId: 'c', toolName: 'work', output: response } });
      return { finalText: `${resolution}: ${response}` };
    }
    await emit({ toolCompleted: { toolCallId: 'c', toolName: 'work' } });
    return { finalText: 'Done.' };
  },
});
