import type { Client } from 'graphql-ws';

/** A connection that was asked whether it is still there has this long to answer. */
const PONG_WITHIN_MS = 5_000;
/** A connection that takes longer to be accepted is tried anew. */
const CONNECT_WITHIN_MS = 15_000;

/** Cuts connections that are dead, though nobody has said so. Returns how to stop. */
export function cutDeadConnections(client: Client): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  const cutWithin = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => client.terminate(), ms);
  };
  const ask = () => {
    isAsked = true;
    cutWithin(PONG_WITHIN_MS);
  };
  const isAlive = () => {
    isAsked = false;
    clearTimeout(timer);
  };
  const unlisten = [
    client.on('connecting', () => cutWithin(CONNECT_WITHIN_MS)),
    client.on('connected', isAlive),
    client.on('ping', (received) => received || ask()),
    // The answer comes behind all that the server had sent before, which over a slow network takes its time.
    client.on('message', () => isAsked && ask()),
    client.on('pong', (received) => received && isAlive()),
    client.on('closed', isAlive),
    client.on('error', isAlive),
  ];
  return () => {
    isAlive();
    for (const stop of unlisten) stop();
  };
}

type Network = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** Follows what a browser knows of its network. Elsewhere nothing is known. Returns how to stop. */
export function watchNetwork(listeners: { readonly online: () => void; readonly offline: () => void }) {
  const network = globalThis as Partial<Network>;
  for (const [name, listener] of Object.entries(listeners)) network.addEventListener?.(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) network.removeEventListener?.(name, listener);
  };
}
