/**
 * agentwire with Apollo Client. client.ts sets up, watch.ts is how to use it, and generated/ has the types of
 * operations.graphql. Prints the user's events, or a run and its events:
 *
 *     AGENTWIRE_TOKEN=… node examples/apollo/main.ts [RUN]
 */
import { print, printError, printState, runId, token, url } from '../terminal.ts';
import { createApollo } from './client.ts';
import { watchEvents, watchRun } from './watch.ts';

const { client, dispose } = createApollo({ url, getToken: () => token, onState: printState });
process.once('SIGINT', dispose);

const watcher = { onRun: print, onEvent: print, onError: printError };
if (runId === undefined) watchEvents(client, watcher);
else watchRun(client, runId, watcher).catch(printError);
