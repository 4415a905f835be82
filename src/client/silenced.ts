type WebSocketClass = typeof WebSocket;

/**
 * The class, with sockets that deliver nothing any more once they are being closed. Those of some implementations
 * do, until the other side has closed as well: by then another connection may have delivered the same.
 */
export function silencedWhenClosed(Base: WebSocketClass): WebSocketClass {
  return class extends Base {
    override close(code?: number, reason?: string): void {
      this.onmessage = null;
      super.close(code, reason);
    }
  };
}
