import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import type { AgentEventsSubscriptionVariables } from '../../src/client/generated/graphql.ts';
import type { Endpoint } from '../../src/client/request.ts';

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Hears of every connection that was lost, and of what is tried next. */
  readonly onRetry?: (reason: string, delayMs: number) => void;
  /** Hears whenever everything there is was delivered. */
  readonly onLive?: () => void;
}

/** The viewer's events, with a client of its own. */
export function follow(
  endpoint: Endpoint,
  variables: Partial<AgentEventsSubscriptionVariables>,
  { signal, onRetry = () => {}, onLive = () => {} }: FollowOptions,
): AsyncIterableIterator<DeliveredEvent, undefined> {
  const client = createAgentwireClient({
    ...endpoint,
    onState: (state) => {
      if (state.phase === 'waiting') onRetry(state.reason, state.retryInMs);
      if (state.phase === 'live') onLive();
    },
  });
  return client.agentEvents(variables, { signal });
}
