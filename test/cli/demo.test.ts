import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunsDocument } from '../../src/client/generated/graphql.ts';
import { request } from '../../src/client/request.ts';
import { temporaryFolder } from '../support/folders.ts';
import type { DevServer } from '../support/process.ts';
import { agentwire, startDev } from '../support/process.ts';
import { endpointOf, stored, storedRun } from './support.ts';

const newestRun = async (server: DevServer) =>
  (await request(endpointOf(server, server.alice), RunsDocument, { first: 1, filter: null })).runs.nodes[0];

test('agentwire demo answers from the folder that it is given', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'notes.md'), 'A walrus eats clams.\n');
  const server = await startDev(folder);
  const args = ['demo', 'What does a walrus eat?', '--folder', '.'];
  const program = agentwire(args, { cwd: folder, env: { AGENTWIRE_URL: server.url } });
  const { code, stdout, stderr } = await program.result();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const end = (await storedRun(server, stdout.trim()))?.at(-1);
  expect(end).toMatchObject({
    __typename: 'AgentCompleted',
    finalText: expect.stringContaining('A walrus eats clams.'),
  });
});

test('agentwire demo that is interrupted says in the run that it was', async () => {
  const folder = await temporaryFolder();
  const server = await startDev(folder);
  const program = agentwire(['demo'], { cwd: folder, env: { AGENTWIRE_URL: server.url } });
  await stored(server, null, 1);
  program.signal('SIGINT');
  const { code, stdout, stderr } = await program.result();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await newestRun(server)).toMatchObject({ id: stdout.trim(), status: 'CANCELLED' });
});

test('agentwire dev that is ended leaves no run of its demo as running', async () => {
  const folder = await temporaryFolder();
  const server = await startDev(folder, { demo: true });
  await stored(server, null, 1);
  server.program.signal('SIGTERM');
  expect(await server.program.result()).toMatchObject({ code: 0, stderr: '' });

  const again = await startDev(folder);
  expect(await newestRun(again)).toMatchObject({ status: 'CANCELLED' });
});
