type WebSocketClass = typeof WebSocket;

/**
 * The class, with sockets that are closed as soon as this side closes them. Until the other side has closed as well,
 * which one that is gone never does, some would go on delivering what another connection delivers by then, and some
 * would fail, and the client would take that for the failure of its newest connection.
 */
export function silencedWhenClosed(Base: WebSocketClass): WebSocketClass {
  return class extends Base {
    override close(code = 1000, reason = ''): void {
      if (this.readyState > Base.OPEN) return;
      const { onclose } = this;
      this.onmessage = null;
      this.onerror = null;
      this.onclose = null;
      // One that is not open yet fails by being closed, which in Node has to be listened to.
      this.addEventListener('error', () => {});
      super.close(code, reason);
      // By then, whoever closed it may have said that it needs not be told.
      this.onclose = onclose;
      queueMicrotask(() => {
        const told = this.onclose;
        this.onclose = null;
        told?.call(this, { code, reason, wasClean: false } as CloseEvent);
      });
    }
  };
}
