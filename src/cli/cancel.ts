import { Command } from 'commander';
import { createAgentwireClient } from '../client/agentwire-client.ts';
import type { EndpointFlags } from './endpoint.ts';
import { addEndpointFlags, endpointOf } from './endpoint.ts';
import { patientlySent } from './patiently-sent.ts';

export function cancelCommand(): Command {
  const command = new Command('cancel')
    .description('Ask a run to stop. One that no worker has taken yet has ended then.')
    .argument('<run-id>', 'which run');
  return addEndpointFlags(command, 'alice').action(async (runId: string, flags: EndpointFlags) => {
    const client = createAgentwireClient(endpointOf(flags));
    const { status } = await patientlySent((options) => client.cancelRun(runId, options));
    process.stdout.write(status === 'CANCELLED' ? 'It is cancelled.\n' : 'It was asked to stop.\n');
  });
}
