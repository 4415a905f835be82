type WebSocketClass = typeof WebSocket;

/**
 * The class, with sockets that are closed as soon as this side closes them. Until the other side has closed as well,
 * which one that is gone never does, some would go on delivering what another connection delivers by then, and some
 * would fail, and the client would take that for the failure of its newest connection.
 */
export function silencedWhenClosed(Base: WebSocketClass): WebSocketClass {
  return class extends Base {
    override close(code = 1000, reason = ''): void {
      this.onmessage = null;
      // One that is not open yet fails by being closed, which in Node has to be listened to.
      this.addEventListener('error', () => {});
      super.close(code, reason);
      queueMicrotask(() => {
        const { onclose } = this;
        this.onerror = null;
        this.onclose = null;
        onclose?.call(this, { code, reason, wasClean: false } as CloseEvent);
      });
    }
  };
}
