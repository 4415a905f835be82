/**
 * agentwire with Relay. environment.ts sets up, watch.ts is how to use it, and generated/ is what the Relay
 * compiler makes of operations.ts. Prints the user's events, or a run and its events:
 *
 *     AGENTWIRE_TOKEN=… node examples/relay/main.ts [RUN]
 */
import { print, printError, printState, runId, token, url } from '../terminal.ts';
import { createEnvironment } from './environment.ts';
import { watchEvents, watchRun } from './watch.ts';

const { environment, dispose } = createEnvironment({ url, getToken: () => token, onState: printState });
process.once('SIGINT', dispose);

const watcher = { onRun: print, onEvent: print, onError: printError };
if (runId === undefined) watchEvents(environment, watcher);
else watchRun(environment, runId, watcher).catch(printError);
