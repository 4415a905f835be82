/** Close codes of a token that is not taken, which the worker tells of or mends. */
const REFUSED = [4401, 4403];

export interface OutageWatch {
  /** To be used for all connections to the server. */
  readonly webSocketImpl: typeof WebSocket;
  /** Tells nothing more: that there is no connection is meant from now on. */
  end(): void;
}

/** Says once when there is no connection to a server, whatever the reason, and once when there is one again. */
export function outageWatch(url: string, tell: (message: string) => void): OutageWatch {
  let isDown = false;
  let hasEnded = false;
  const change = (isDownNow: boolean) => {
    if (hasEnded || isDownNow === isDown) return;
    isDown = isDownNow;
    tell(
      isDown
        ? `There is no connection to ${url}; trying until there is.`
        : `There is a connection to ${url}.`,
    );
  };
  class WatchedWebSocket extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      // The first message accepts the connection: a server that only takes sockets is not there yet.
      this.addEventListener('message', () => change(false), { once: true });
      this.addEventListener('close', ({ code }) => change(isDown || !REFUSED.includes(code)));
    }
  }
  return {
    webSocketImpl: WatchedWebSocket,
    end() {
      hasEnded = true;
    },
  };
}
