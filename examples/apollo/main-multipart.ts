/**
 * As main.ts, where no WebSocket gets through: client-multipart.ts sets up, and watch.ts is the same.
 *
 *     AGENTWIRE_TOKEN=… node examples/apollo/main-multipart.ts [RUN]
 */
import { print, printError, printState, runId, token, url } from '../terminal.ts';
import { createMultipartApollo } from './client-multipart.ts';
import { watchEvents, watchRun } from './watch.ts';

const client = createMultipartApollo({ url, getToken: () => token, onState: printState });

const watcher = { onRun: print, onEvent: print, onError: printError };
if (runId === undefined) watchEvents(client, watcher);
else watchRun(client, runId, watcher).catch(printError);
