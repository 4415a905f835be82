import { connectWs } from '../support/clients.ts';
import { transportConformance } from './transport-conformance.ts';

transportConformance('WebSocket', connectWs, {
  unauthenticated: { closed: 4401 },
  expired: { closed: 4403 },
});
