import { keepWorking } from './background.ts';
import type { Broker } from './broker.ts';

/** How long to wait after a step that left nothing to remove, and after one that did not. */
const REST_MS = 5_000;
const PAUSE_MS = 20;

/** Trims in the background, a small step at a time, until stopped. */
export function keepTrimming(broker: Broker, onError: (stage: string, error: unknown) => void): () => void {
  return keepWorking(async () => {
    try {
      return (await broker.trim()) ? PAUSE_MS : REST_MS;
    } catch (error) {
      onError('retention', error);
      return REST_MS;
    }
  }, PAUSE_MS);
}
