import { Command, Option } from 'commander';
import type { AgentwireClient } from '../client/agentwire-client.ts';
import { createAgentwireClient } from '../client/agentwire-client.ts';
import type { ResolveInputInput } from '../client/generated/graphql.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { InputError } from './input-error.ts';
import { patientlySent } from './patiently-sent.ts';
import { isYesOrNo } from './tool-names.ts';

interface AnswerFlags extends EndpointFlags {
  readonly approve?: boolean;
  readonly deny?: boolean;
  readonly text?: string;
  readonly json?: string;
}

type Answer = Pick<ResolveInputInput, 'resolution' | 'response'>;

export function answerCommand(): Command {
  const command = new Command('answer')
    .description('Answer what a run waits for. The first answer counts, on whatever device it is given.')
    .argument('<run-id>', 'which run')
    .argument('[interrupt-id]', 'which of its questions; not needed where there is one')
    .addOption(new Option('--approve', 'say yes').conflicts('deny'))
    .option('--deny', 'say no')
    .addOption(new Option('--text <text>', 'answer with a text').conflicts('json'))
    .option('--json <json>', 'answer with any JSON value');
  return addEndpointFlags(command, 'alice').action(
    async (runId: string, interruptId: string | undefined, flags: AnswerFlags) => {
      const answer = answerOf(flags);
      const client = createAgentwireClient(endpointOf(flags));
      const input = { runId, interruptId: await whichOf(client, runId, interruptId, answer), ...answer };
      await patientlySent((options) => client.resolveInput(input, options));
      process.stdout.write('It is answered.\n');
    },
  );
}

/** A text or a value alone is the answer to a question; beside a yes or a no, it is what there is to add. */
function answerOf({ approve, deny, text, json }: AnswerFlags): Answer {
  const response = json === undefined ? text : parsed(json);
  if (!approve && !deny && response === undefined) {
    throw new InputError('Say how: --approve, --deny, --text or --json.');
  }
  return {
    resolution: approve ? 'APPROVED' : deny ? 'DENIED' : 'ANSWERED',
    ...(response !== undefined && { response }),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(`--json is not JSON: ${(error as Error).message}`);
  }
}

/** The id of what is to be answered. Throws InputError where that cannot be said, or where it takes another answer. */
async function whichOf(
  client: AgentwireClient,
  runId: string,
  interruptId: string | undefined,
  { resolution }: Answer,
): Promise<string> {
  if (interruptId !== undefined && resolution !== 'ANSWERED') return interruptId;
  const run = await client.run(runId, { eventsFirst: 1 });
  if (run === null) throw new InputError('There is no such run.');
  const asked = run.pendingInputs.filter((input) => input.interruptId === (interruptId ?? input.interruptId));
  const [only, ...others] = asked;
  // Why it is not asked is for the server to say: it can have been answered, or be too late.
  if (only === undefined && interruptId !== undefined) return interruptId;
  if (only === undefined) throw new InputError(`The run ${runId} waits for no answer.`);
  if (others.length > 0) {
    const lines = asked.map((input) => `  ${input.interruptId}  ${input.inputKind} ${input.prompt ?? ''}`);
    throw new InputError(`The run ${runId} waits for several answers. Say which:\n${lines.join('\n')}`);
  }
  if (resolution === 'ANSWERED' && isYesOrNo(only.inputKind)) {
    throw new InputError(
      `The run ${runId} waits for a yes or a no: --approve or --deny. A text or a value can stand beside it.`,
    );
  }
  return only.interruptId;
}
