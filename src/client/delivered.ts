import type { AgentEventsSubscription } from './generated/graphql.ts';

/** An event as this project's own subscription delivers it: every field of every type. */
export type DeliveredEvent = AgentEventsSubscription['agentEvents'];
