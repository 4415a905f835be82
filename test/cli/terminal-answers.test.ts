import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { TerminalAnswers } from '../../src/cli/terminal-answers.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { connectWs } from '../support/clients.ts';
import { answered, asked, executing, started } from '../support/events.ts';
import { Output } from '../support/process.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';

/** A run of alice that a worker has, and somebody at a terminal who hears of all that happens to it. */
async function sit() {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const token = await signToken('alice');
  const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken: () => token });
  onTestFinished(() => client.dispose());
  const [keys, screen] = [new PassThrough(), new PassThrough()];
  const answers = new TerminalAnswers({ client, input: keys, output: screen, onInterrupt: () => {} });
  onTestFinished(() => answers.close());

  let lastSeq = 0;
  const events = client.agentEvents({ start: 'EARLIEST', runId: 'r' });
  const work = async (inputs: readonly EventInput[]) => {
    const options = { writerId: 'worker', firstSeq: lastSeq + 1 };
    ({ lastSeq } = await server.publish('alice', 'r', inputs, options));
    for (;;) {
      const event = (await events.next()).value as DeliveredEvent;
      answers.hear(event);
      if ('seq' in event && event.seq === lastSeq) return;
    }
  };
  await work([started({ agent: { name: 'demo' } })]);
  const worker = await signToken('worker', { scope: 'agentwire:work agentwire:publish' });
  const commands = (await server.connect(connectWs, 'worker', worker)).subscribe({
    query: `subscription {
      agentEvents: workerCommands(agent: "demo") {
        __typename
        ... on InputSubmitted { interruptId resolution response }
      }
    }`,
  });
  await commands.caughtUp();
  return {
    answers,
    commands,
    work,
    screen: new Output(screen),
    type: (line: string) => keys.write(`${line}\n`),
  };
}

test('asks for a yes or a no until it is one', async () => {
  const { commands, work, screen, type } = await sit();
  const proposedInput = { command: 'rm\u001b[2J' };
  await work([asked('i', { inputKind: 'TOOL_APPROVAL', prompt: 'Really?\u0007', proposedInput })]);
  await screen.line(/^Really\?\\u0007$/);
  await screen.line(/^ {2}proposed: \{"command":"rm\\u001b\[2J"\}$/);
  type('perhaps');
  await screen.line(/Really/);
  type(' Yes ');
  expect(await commands.takeOne()).toMatchObject({
    interruptId: 'i',
    resolution: 'APPROVED',
    response: null,
  });
});

test('names the tool that needs leave', async () => {
  const { commands, work, screen, type } = await sit();
  await work([
    executing('c', { toolName: 'remove' }),
    asked('a', { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c' }),
    asked('b', { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c', prompt: 'Go on?' }),
  ]);
  await screen.line(/^Allow remove\?$/);
  type('y');
  await screen.line(/Go on\?$/);
  await screen.line(/^ {2}tool: remove$/);
  type('n');
  expect(await commands.take(2)).toMatchObject([{ interruptId: 'a' }, { interruptId: 'b' }]);
});

test('asks one thing after the other; an answer that does not fit is asked for again', async () => {
  const { commands, work, screen, type } = await sit();
  await work([
    asked('a', { prompt: 'Name?' }),
    asked('b', { prompt: 'How many?', responseSchema: { type: 'integer' } }),
    asked('c', { prompt: 'Sure?', inputKind: 'CONFIRMATION' }),
  ]);
  await screen.line(/Name\?/);
  expect(screen.text).not.toContain('How many?');
  type('42');
  await screen.line(/How many\?/);
  type('many');
  await screen.line(/does not fit/);
  await screen.line(/How many\?/);
  type('42');
  await screen.line(/Sure\?/);
  type('n');
  expect(await commands.take(3)).toMatchObject([
    { interruptId: 'a', resolution: 'ANSWERED', response: '42' },
    { interruptId: 'b', resolution: 'ANSWERED', response: 42 },
    { interruptId: 'c', resolution: 'DENIED' },
  ]);
});

test('takes a question back that was answered elsewhere, whether it stands there already or not', async () => {
  const { answers, commands, work, screen, type } = await sit();
  await work([
    asked('a', { prompt: 'First?' }),
    asked('b', { prompt: 'Second?' }),
    asked('c', { prompt: 'Third?' }),
  ]);
  await screen.line(/First\?/);
  await work([answered('b'), answered('a')]);
  await screen.line(/Third\?/);
  expect(screen.text).not.toContain('Second?');
  type('me');
  expect(await commands.takeOne()).toMatchObject({ interruptId: 'c', response: 'me' });
  await work([asked('d', { prompt: 'Fourth?' })]);
  await screen.line(/Fourth\?/);
  await answers.close();
});
