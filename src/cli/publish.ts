import { createReadStream, fstatSync, openSync } from 'node:fs';
import { Command } from 'commander';
import { scopes } from '../auth/viewer.ts';
import { RequestError } from '../client/request.ts';
import { publish } from '../publisher/publish.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { InputError } from './input-error.ts';
import { batchesOf } from './json-lines.ts';
import { linesOf } from './lines.ts';
import { Progress } from './progress.ts';

/** How often a batch is sent before whoever waits for it hears that it cannot be. */
const ATTEMPTS = 10;

export function publishCommand(): Command {
  const command = new Command('publish')
    .description(
      'Publish events from a JSON Lines file. Doing it again publishes nothing twice, so just repeat what was cut off.',
    )
    .argument('[file]', 'JSON Lines, one event a line; - for standard input', '-');
  return addEndpointFlags(command, 'cli-publisher').action(async (file: string, flags: EndpointFlags) => {
    const endpoint = endpointOf(flags, scopes.publish);
    const { input, size } = openInput(file);
    const progress = new Progress(process.stderr, size);
    const { signal } = new AbortController();
    const onRetry = (reason: string) => progress.note(`${reason} Trying again.`);
    try {
      for await (const { input: batch, firstLine, lastLine, text } of batchesOf(
        linesOf(input),
        nameOf(file),
      )) {
        const published = await publish(endpoint, batch, { signal, attempts: ATTEMPTS, onRetry }).catch(
          (error) => {
            throw refusal(error, `${nameOf(file)}:${firstLine}-${lastLine}`);
          },
        );
        progress.add(batch, published, text);
      }
    } finally {
      progress.end();
    }
    process.stdout.write(`${progress.summary}\n`);
  });
}

function openInput(file: string) {
  if (file === '-') return { input: process.stdin, size: null };
  try {
    const fd = openSync(file, 'r');
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw new Error('it is a folder.');
    return { input: createReadStream(file, { fd }), size: stats.size };
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

const nameOf = (file: string) => (file === '-' ? 'standard input' : file);

/** The server's answer, with the lines that it is about; what stands before them is published. */
function refusal(error: unknown, lines: string): unknown {
  if (!(error instanceof RequestError)) return error;
  const path = Array.isArray(error.details.path) ? ` (${error.details.path.join('.')})` : '';
  return new InputError(`${lines}: ${error.code}: ${error.message}${path}`);
}
