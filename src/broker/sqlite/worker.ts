import { parentPort, workerData } from 'node:worker_threads';
import type { Retention } from '../broker.ts';
import type { DatabaseOptions } from './database.ts';
import { openForReading, openForWriting } from './database.ts';
import { Reading } from './reading.ts';
import { serve } from './rpc.ts';
import { Writing } from './writing.ts';

/** What a database thread is started with. */
export interface WorkerOptions extends DatabaseOptions {
  readonly role: 'write' | 'read';
  readonly retention: Retention;
}

if (parentPort === null) throw new TypeError('This module is the entry of a worker thread.');

const options = workerData as WorkerOptions;

serve(parentPort, () => {
  if (options.role === 'read') {
    const database = openForReading(options);
    return { database, methods: new Reading(database), begin: 'BEGIN' };
  }
  const database = openForWriting(options);
  return { database, methods: new Writing(database, options.retention), begin: 'BEGIN IMMEDIATE' };
});
