/**
 * agentwire with graphql-ws. client.ts sets up, watch.ts is how to use it, and generated/ has the types of
 * operations.graphql. Prints the user's events, or a run and its events:
 *
 *     AGENTWIRE_TOKEN=… node examples/graphql-ws/main.ts [RUN]
 */
import { print, printError, printState, runId, token, url } from '../terminal.ts';
import { createSocket } from './client.ts';
import { watchEvents, watchRun } from './watch.ts';

const client = createSocket({ url, getToken: () => token, onState: printState });
process.once('SIGINT', () => client.dispose());

const watcher = { onRun: print, onEvent: print, onError: printError };
if (runId === undefined) watchEvents(client, watcher);
else watchRun(client, runId, watcher).catch(printError);
