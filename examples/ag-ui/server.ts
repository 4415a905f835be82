import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { RunAgentInput } from '@ag-ui/client';
import { RunAgentInputSchema } from '@ag-ui/core/schemas';
import { EventEncoder } from '@ag-ui/encoder';
import { createAgentwireClient } from 'agentwire/client';
import { runAsAgUi } from 'agentwire/client/ag-ui';

const { AGENTWIRE_URL = 'http://127.0.0.1:4000/graphql', AGENTWIRE_AGENT = 'demo' } = process.env;

/** Serves the runs of an agent to AG-UI front ends. Each request brings the token of its user. */
export function createAgUiServer(url = AGENTWIRE_URL, agent = AGENTWIRE_AGENT) {
  return createServer(async (req, res) => {
    const token = req.headers.authorization?.replace(/^Bearer /i, '');
    if (token === undefined) return void res.writeHead(401).end();
    const input = await inputOf(req);
    if (input === null) return void res.writeHead(400).end();
    const client = createAgentwireClient({ url, getToken: () => token });
    await answer(res, (signal) => runAsAgUi(client, input, { agent, signal })).catch((error) =>
      res.destroy(error),
    );
    await client.dispose();
  });
}

async function inputOf(req: IncomingMessage): Promise<RunAgentInput | null> {
  try {
    const body = JSON.parse(Buffer.concat(await req.toArray()).toString());
    return RunAgentInputSchema.parse(body) as RunAgentInput;
  } catch {
    return null;
  }
}

async function answer(
  res: ServerResponse,
  run: (signal: AbortSignal) => ReturnType<typeof runAsAgUi>,
): Promise<void> {
  const encoder = new EventEncoder();
  res.writeHead(200, { 'Content-Type': encoder.getContentType(), 'Cache-Control': 'no-store' });
  const listening = new AbortController();
  // Whoever leaves, by a closed tab or a lost network, leaves the run going on.
  res.on('close', () => listening.abort());
  for await (const event of run(listening.signal)) {
    if (!res.write(encoder.encodeSSE(event))) await drained(res);
  }
  res.end();
}

const drained = (res: ServerResponse) =>
  new Promise<void>((resolve) => {
    res.once('drain', resolve);
    res.once('close', resolve);
  });

if (import.meta.main) {
  createAgUiServer().listen(4100, '127.0.0.1', () => process.stdout.write('http://127.0.0.1:4100\n'));
}
