import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP proxy in front of a port of this machine, with which connections can be lost in every way. */
export class TcpProxy {
  /** Asked for every connection: how many bytes from the server get through before it is cut. Default: all. */
  budget: () => number = () => Number.POSITIVE_INFINITY;
  /** Whether new connections are reset at once, as if there were nobody. */
  isAway = false;
  /** Whether new connections are taken and then ignored. */
  isMute = false;
  /** Milliseconds of silence after which a connection is cut, as proxies do. Default: never. */
  idleMs = 0;
  /** Whether answers to pings are lost, and nothing else. */
  dropPongs = false;
  connections = 0;
  cuts = 0;
  readonly #target: number;
  readonly #server = createServer((client) => this.#serve(client));
  readonly #pairs = new Set<readonly [client: Socket, upstream: Socket]>();

  private constructor(target: number) {
    this.#target = target;
  }

  /** Starts a proxy; it ends with the test. */
  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
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

  /** Loses all connections. */
  cut(): void {
    for (const [client, upstream] of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
  }

  /** Lets nothing through any more, in either direction, and tells nobody: as when a network goes away. */
  freeze(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.removeAllListeners('data').pause();
  }

  /**
   * Keeps back what the server sends over the connections that there are. Resolves to how to let it through, once
   * there is something.
   */
  hold(): Promise<() => void> {
    const kept: (() => void)[] = [];
    return new Promise((resolve) => {
      for (const [client, upstream] of this.#pairs) {
        // That the server is gone is kept back as well.
        upstream.removeAllListeners('close');
        upstream.removeAllListeners('data').on('data', (bytes) => {
          kept.push(() => client.write(bytes));
          resolve(() => {
            for (const write of kept) write();
          });
        });
      }
    });
  }

  #serve(client: Socket): void {
    this.connections++;
    if (this.isAway) return void client.resetAndDestroy();
    const upstream = connect(this.#target, '127.0.0.1');
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    client.setTimeout(this.idleMs, () => {
      this.cuts++;
      client.destroy();
    });
    if (this.isMute) {
      client.on('error', () => {}).on('close', () => upstream.destroy());
      return;
    }
    let left = this.budget();
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (this.dropPongs && bytes.includes('"pong"')) return;
      const passed = bytes.subarray(0, left);
      left -= bytes.length;
      if (left > 0) return void client.write(passed);
      this.cuts++;
      upstream.destroy();
      // Half of the connections break, half end in order, as far as TCP is concerned.
      if (this.cuts % 2 === 0) client.end(passed);
      else client.write(passed, () => client.resetAndDestroy());
    });
    for (const [socket, other] of [pair, [upstream, client] as const]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
  }
}

/** The mulberry32 generator: numbers from 0 to below 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
