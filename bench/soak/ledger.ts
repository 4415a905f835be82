/** What one client was delivered, by the number that every delta carries: its place among all events of the user. */
export class Ledger {
  delivered = 0;
  lost = 0;
  doubled = 0;
  resets = 0;
  /** To go on behind. */
  cursor: string | null = null;
  #place = 0;
  #total = Number.POSITIVE_INFINITY;
  #complete = () => {};

  take(event: Delivered): void {
    if (event.__typename === 'StreamReset') this.resets++;
    if (event.__typename === 'CaughtUp' || event.__typename === 'StreamReset') return;
    this.cursor = event.cursor;
    this.delivered++;
    this.#place++;
    if (event.text !== undefined) this.#compare(Number.parseInt(event.text, 10));
    if (this.#place >= this.#total) this.#complete();
  }

  /** Resolves once the user's last event has come, or the time is over: then what is missing is lost. */
  async until(total: number, withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#complete = resolve;
    this.#total = total;
    const timer = setTimeout(resolve, withinMs);
    if (this.#place < total) await promise;
    clearTimeout(timer);
    this.#compare(total);
  }

  #compare(place: number): void {
    this.lost += Math.max(0, place - this.#place);
    this.doubled += Math.max(0, this.#place - place);
    this.#place = place;
  }
}

/** An event as the clients select it. */
export interface Delivered {
  readonly __typename: string;
  readonly cursor: string;
  readonly text?: string;
}

export const watchDocument = `subscription ($after: Cursor, $start: StreamStart! = EARLIEST) {
  agentEvents(after: $after, start: $start) {
    __typename
    ... on RunEvent { cursor seq runId }
    ... on MessageDelta { text }
    ... on CaughtUp { cursor replayed }
    ... on StreamReset { cursor resetReason }
  }
}`;
