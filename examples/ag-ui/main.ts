import { createInterface } from 'node:readline/promises';
import type { AgentSubscriber, Interrupt, ResumeEntry } from '@ag-ui/client';
import { HttpAgent } from '@ag-ui/client';

const { AG_UI_URL = 'http://127.0.0.1:4100', AGENTWIRE_TOKEN = '' } = process.env;
const question = process.argv[2] ?? 'What happens to a slow reader?';

const agent = new HttpAgent({ url: AG_UI_URL, headers: { Authorization: `Bearer ${AGENTWIRE_TOKEN}` } });
agent.addMessage({ id: crypto.randomUUID(), role: 'user', content: question });

const shown: AgentSubscriber = {
  onToolCallStartEvent: ({ event }) => void process.stderr.write(`${event.toolCallName} …\n`),
  onTextMessageContentEvent: ({ event }) => void process.stdout.write(event.delta),
  onTextMessageEndEvent: () => void process.stdout.write('\n'),
};

await agent.runAgent({}, shown);
while (agent.pendingInterrupts.length > 0) {
  const resume: ResumeEntry[] = [];
  for (const interrupt of agent.pendingInterrupts) resume.push(await answer(interrupt));
  await agent.runAgent({ resume }, shown);
}

async function answer({ id: interruptId, message, reason }: Interrupt): Promise<ResumeEntry> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal.question(`${message ?? reason} (y/n) `);
  terminal.close();
  return { interruptId, status: 'resolved', payload: { approved: said.startsWith('y') } };
}
