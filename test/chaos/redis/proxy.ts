import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export type Direction = 'requests' | 'answers';

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  isSubscriber: boolean;
}

/**
 * A proxy in front of a Redis server, to break the network between that and the nodes. What a black hole has
 * swallowed is there when it is mended, as with TCP, be it only to find that nobody waits for it any more.
 */
export class StoreProxy {
  readonly #target: number;
  readonly #server = createServer((client) => this.#serve(client));
  readonly #pairs = new Set<Pair>();
  #swallowed: readonly Direction[] = [];

  private constructor(target: number) {
    this.#target = target;
  }

  /** Starts a proxy; it ends with the test. */
  static async start(target: number): Promise<StoreProxy> {
    const proxy = new StoreProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      proxy.cut();
      proxy.#server.close();
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets all connections. */
  cut(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  }

  /** Lets nothing through in these directions, over new connections neither, and tells nobody. */
  swallow(...directions: readonly Direction[]): void {
    this.#swallowed = directions;
    for (const pair of this.#pairs) hold(pair, directions);
  }

  /** Lets nothing through over the connections that there are, while new ones are served: all, or what listens. */
  abandon(which: 'all' | 'subscribers'): void {
    const abandoned = [...this.#pairs].filter(({ isSubscriber }) => which === 'all' || isSubscriber);
    if (abandoned.length === 0) throw new Error('There are no such connections.');
    for (const pair of abandoned) hold(pair, ['requests', 'answers']);
  }

  mend(): void {
    this.#swallowed = [];
    for (const { client, upstream } of this.#pairs) {
      client.resume();
      upstream.resume();
    }
  }

  #serve(client: Socket): void {
    const upstream = connect(this.#target, '127.0.0.1');
    const pair: Pair = { client, upstream, isSubscriber: false };
    this.#pairs.add(pair);
    client.on('data', (bytes) => {
      pair.isSubscriber ||= /ssubscribe/i.test(bytes.toString('latin1'));
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
    hold(pair, this.#swallowed);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#pairs.delete(pair);
        // What it has sent before gets there.
        other.destroySoon();
      });
    }
  }
}

function hold({ client, upstream }: Pair, directions: readonly Direction[]): void {
  if (directions.includes('requests')) client.pause();
  if (directions.includes('answers')) upstream.pause();
}
