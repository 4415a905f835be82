import type {
  AGUIEvent,
  AgentConfig,
  AgentSubscriber,
  RunAgentInput,
  RunAgentParameters,
  RunAgentResult,
} from '@ag-ui/client';
import { AbstractAgent } from '@ag-ui/client';
import { Observable } from 'rxjs';
import type { AgUiClient, RunAsAgUiOptions } from './run.ts';
import { runAsAgUi } from './run.ts';

export interface AgentwireAgentConfig extends AgentConfig, Pick<RunAsAgUiOptions, 'agent' | 'toInput'> {
  /** Of the user whose runs they are. */
  readonly client: AgUiClient;
}

/**
 * An agent for AG-UI front ends: each of its runs is a run of agentwire, that outlives the front end. Whoever stops
 * listening leaves it going on; abortRun cancels it.
 */
export class AgentwireAgent extends AbstractAgent {
  // Not of the `#` kind: what the base class clones has none.
  private config: AgentwireAgentConfig;
  private cancelling = new AbortController();

  constructor(config: AgentwireAgentConfig) {
    super(config);
    this.config = config;
  }

  /** The base class prepares before it calls `run`: an abort may come by then, as it may before a run is asked for. */
  override runAgent(parameters?: RunAgentParameters, subscriber?: AgentSubscriber): Promise<RunAgentResult> {
    this.cancelling = new AbortController();
    return super.runAgent(parameters, subscriber);
  }

  override run(input: RunAgentInput): ReturnType<AbstractAgent['run']> {
    const { cancelling } = this;
    const { client, agent, toInput } = this.config;
    const events: unknown = new Observable<AGUIEvent>((subscriber) => {
      const listening = new AbortController();
      const options = {
        agent,
        ...(toInput && { toInput }),
        signal: listening.signal,
        cancel: cancelling.signal,
      };
      const tell = async () => {
        for await (const event of runAsAgUi(client, input, options)) subscriber.next(event);
        subscriber.complete();
      };
      tell().catch((error) => subscriber.error(error));
      return () => {
        listening.abort();
        if (this.cancelling === cancelling) this.cancelling = new AbortController();
      };
    });
    // To TypeScript, each installed rxjs has an Observable of its own.
    return events as ReturnType<AbstractAgent['run']>;
  }

  override abortRun(): void {
    this.cancelling.abort();
  }

  override clone(): AgentwireAgent {
    const clone = super.clone() as AgentwireAgent;
    clone.config = this.config;
    clone.cancelling = new AbortController();
    return clone;
  }
}
