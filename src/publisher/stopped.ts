/**
 * Why a run is to stop: it was cancelled (USER), the worker shuts down (SHUTDOWN), the run is not this worker's any more
 * (LOST), or the server refused what it published (REFUSED).
 */
export type StopCause = 'USER' | 'SHUTDOWN' | 'LOST' | 'REFUSED';

const messages: Record<StopCause, string> = {
  USER: 'The run was cancelled.',
  SHUTDOWN: 'The worker shuts down.',
  LOST: 'The run is not this worker’s any more.',
  REFUSED: 'The server refused what the run published.',
};

/** The reason of a run's signal. It has the name by which frameworks know that they were stopped. */
export class RunStopped extends Error {
  override readonly name = 'AbortError';
  readonly stopCause: StopCause;

  constructor(stopCause: StopCause, options?: ErrorOptions) {
    super(messages[stopCause], options);
    this.stopCause = stopCause;
  }
}
