import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { agentwire } from '../support/process.ts';
import type { ChaosNode } from './nodes.ts';
import { workerToken } from './tokens.ts';
import type { Workload } from './workload.ts';

const EVENTS = 20;

/**
 * Publishes a run of a user with `agentwire publish`; kills that with SIGKILL when the node has answered and it has
 * not heard; and does it again, as whoever starts workers would. Resolves to what the second one said.
 */
export async function publishThroughKill(
  { appends, users, markFault }: Workload,
  node: ChaosNode,
  folder: string,
): Promise<string> {
  const userId = users[0] as string;
  const runId = 'run of a killed publisher';
  const texts = Array.from({ length: EVENTS }, (_, index) => `${userId}/${runId}/${index + 1}`);
  const file = join(folder, 'events.jsonl');
  await writeFile(file, linesOf(userId, runId, texts));
  const env = { AGENTWIRE_TOKEN: await workerToken() };
  const publish = (url: string) =>
    agentwire(['publish', file], { cwd: folder, env: { ...env, AGENTWIRE_URL: url } });

  const settle = appends.begin({ userId, runId, firstSeq: 1, texts });
  const deaf = await startDeafProxy(node.port);
  const first = publish(deaf.url);
  await deaf.answered;
  await first.kill();
  markFault();
  const { code, stdout, stderr } = await publish(node.url).result();
  if (code !== 0) throw new Error(`The second publisher failed: ${stderr}`);
  settle({ kind: 'acknowledged' });
  return stdout;
}

function linesOf(userId: string, runId: string, texts: readonly string[]): string {
  return texts
    .map((text, index) => {
      if (index === 0) return { type: 'agent_started', agent: { name: 'worker' }, model: text };
      if (index === texts.length - 1) return { type: 'agent_completed', finalText: text };
      return { type: 'message_delta', messageId: 'm', text };
    })
    .map((event) => `${JSON.stringify({ ...event, userId, runId })}\n`)
    .join('');
}

/** A proxy that passes on requests and no answers. */
async function startDeafProxy(target: number) {
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => {}).once('data', () => resolve());
    client.pipe(upstream);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, answered };
}
