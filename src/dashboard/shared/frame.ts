const HIDDEN_FRAME_MS = 250;

/**
 * Returns a function that has `work` done once with the next frame, however often it is called until then. A
 * hidden page draws no frames, so there a timer takes their place: what waits for `work` must not pile up.
 */
export function oncePerFrame(work: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      waiting = false;
      work();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN_FRAME_MS);
  };
}
