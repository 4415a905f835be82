/** One step of some work. Resolves to how long to rest before the next, in milliseconds. */
export type Step = () => Promise<number>;

/** Works in the background, a step at a time, until stopped: the first step comes after `restMs`. A step must not reject. */
export function keepWorking(step: Step, restMs: number): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;

  const later = (ms: number) => {
    if (!isStopped) timer = setTimeout(async () => later(await step()), ms).unref();
  };
  later(restMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
