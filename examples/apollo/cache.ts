import { InMemoryCache } from '@apollo/client';
import { possibleTypes } from 'agentwire/client';

/** A cache that keeps apart what is not the same. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes,
    typePolicies: {
      // Their ids are unique within a run only, and an agent's name belongs to the run that says it.
      AgentRef: { keyFields: false },
      Message: { keyFields: false },
      ToolCall: { keyFields: false },
    },
  });
}
