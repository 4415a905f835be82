import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** Now, in milliseconds since 1970. All who ask share one clock, which ticks each second while anybody asks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(onTick: () => void): () => void {
  if (listeners.size === 0) start();
  listeners.add(onTick);
  return () => {
    listeners.delete(onTick);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function start(): void {
  now = Date.now();
  timer = setInterval(() => {
    now = Date.now();
    for (const onTick of listeners) onTick();
  }, TICK_MS);
}
