export interface ConnectionLimits {
  /** WebSockets and streams over HTTP that one user has, on all nodes together. */
  readonly maxPerUser: number;
  /** And that come from one address. */
  readonly maxPerAddress: number;
  /** How many proxies stand in front, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** After which a connection has to be made anew. */
  readonly maxAgeMs: number;
}

export interface SocketLimits {
  /** Bytes of one message from a client. */
  readonly maxMessageBytes: number;
  /** Messages and pings of one socket. */
  readonly maxMessagesPerSecond: number;
  /** Subscriptions under way on one socket; of all operations, twice as many. */
  readonly maxSubscriptionsPerSocket: number;
  /** What a socket has for its `connection_init`. */
  readonly initTimeoutMs: number;
}

export interface ServerLimits extends ConnectionLimits, SocketLimits {
  /** After which a peer that takes no byte is cut. */
  readonly writeStallMs: number;
  /** Bytes of an HTTP request's body. */
  readonly maxBodyBytes: number;
}
