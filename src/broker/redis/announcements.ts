import { setTimeout } from 'node:timers/promises';
import type { Unwatch } from '../broker.ts';
import type { Connection, Server } from './connection.ts';
import type { Primaries, Shape } from './primaries.ts';
import { nameOf } from './primaries.ts';
import { reach } from './reaching.ts';
import { slotOf } from './slot.ts';

/** Called with each message; with null where some may have been missed. */
export type OnMessage = (message: string | null) => void;

/** One subscriber connection, to one primary. */
interface Link {
  readonly name: string;
  readonly connection: Promise<Connection>;
  readonly topics: Set<Topic>;
}

/** What somebody here listens to: one sharded channel of Redis, which is the name of a key as well. */
interface Topic {
  readonly key: string;
  readonly watchers: Set<{ readonly onMessage: OnMessage }>;
  readonly onText: (message: string) => void;
  /** Those that watch, and those that are about to. */
  users: number;
  link: Link | null;
}

interface OpenTopic {
  readonly topic: Topic;
  readonly placed: Promise<void>;
}

const RETRY_MS = 250;
/** How often it is looked whether everything is where it should be. */
const LOOK_INTERVAL_MS = 1_000;

/**
 * Sharded pub/sub: one subscriber connection to each primary whose topics are listened to.
 *
 * A connection that breaks is not mended but replaced, and each of its topics placed anew where its slot is served by
 * then. Only behind that are its listeners told that they may have missed something, so whatever they read then is
 * from after the moment that they hear again.
 */
export class Announcements {
  readonly #primaries: Primaries;
  readonly #shape: Shape;
  readonly #onError: (error: unknown) => void;
  readonly #links = new Map<string, Link>();
  readonly #topics = new Map<string, OpenTopic>();
  readonly #timer: NodeJS.Timeout;
  #followed = 0;
  #isClosed = false;

  constructor(primaries: Primaries, shape: Shape, onError: (error: unknown) => void) {
    this.#primaries = primaries;
    this.#shape = shape;
    this.#onError = onError;
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS).unref();
  }

  /** Resolves once messages come. Rejects with UNAVAILABLE. Each watcher is counted by itself. */
  async watch(key: string, onMessage: OnMessage): Promise<Unwatch> {
    const { topic, placed } = this.#topics.get(key) ?? this.#open(key);
    topic.users++;
    const watcher = { onMessage };
    let isWatching = true;
    const unwatch = () => {
      topic.watchers.delete(watcher);
      if (isWatching) this.#release(topic);
      isWatching = false;
    };
    await placed.catch((error) => {
      unwatch();
      throw error;
    });
    topic.watchers.add(watcher);
    return unwatch;
  }

  /** The connections are closed by whoever opened them. */
  close(): void {
    clearInterval(this.#timer);
    this.#isClosed = true;
  }

  #open(key: string): OpenTopic {
    const watchers: Topic['watchers'] = new Set();
    const topic: Topic = {
      key,
      watchers,
      onText: (message) => tell(topic, message),
      users: 0,
      link: null,
    };
    const placed = reach(this.#shape, key, ({ server }) => this.#place(topic, server));
    const open = { topic, placed };
    this.#topics.set(key, open);
    return open;
  }

  #release(topic: Topic): void {
    topic.users--;
    if (topic.users > 0) return;
    if (this.#topics.get(topic.key)?.topic === topic) this.#topics.delete(topic.key);
    this.#leave(topic);
  }

  async #place(topic: Topic, server: Server): Promise<void> {
    const link = this.#linkTo(server);
    const connection = await link.connection;
    // It may break while this is under way, and has to find the topic then.
    link.topics.add(topic);
    topic.link = link;
    try {
      await connection.sSubscribe(topic.key, topic.onText);
    } catch (error) {
      link.topics.delete(topic);
      throw error;
    }
  }

  #leave(topic: Topic): void {
    const { link } = topic;
    if (!link?.topics.delete(topic)) return;
    link.connection.then((open) => open.sUnsubscribe(topic.key, topic.onText)).catch(() => {});
  }

  #linkTo(server: Server): Link {
    const name = nameOf(server);
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    const connection = this.#primaries.connect(server, () => this.#replace(link));
    const link: Link = { name, connection, topics: new Set() };
    this.#links.set(name, link);
    connection.then(
      // The slot of a topic has moved to another primary.
      (open) => open.on('sharded-channel-moved', (key: string) => this.#moved(link, key)),
      () => this.#forget(link),
    );
    return link;
  }

  #forget(link: Link): void {
    if (this.#links.get(link.name) === link) this.#links.delete(link.name);
  }

  #replace(link: Link): void {
    this.#forget(link);
    if (this.#isClosed) return;
    this.#onError(new Error('A connection for announcements broke. It is replaced.'));
    for (const topic of link.topics) this.#placeAnew(topic);
    link.topics.clear();
  }

  /** A slot moves as a whole; of its topics the client does not tell for certain. */
  #moved(link: Link, key: string): void {
    const slot = slotOf(key);
    this.#placeThoseAnew(link, (topic) => slotOf(topic.key) === slot);
  }

  #look(): void {
    this.#follow();
    for (const link of this.#links.values()) giveUpIfForgotten(link).catch(() => {});
  }

  /** What is served elsewhere by now, of which no server has told. */
  #follow(): void {
    if (this.#followed === this.#shape.changes) return;
    this.#followed = this.#shape.changes;
    for (const link of this.#links.values()) {
      this.#placeThoseAnew(link, ({ key }) => nameOf(this.#shape.primaryOf(key)) !== link.name);
    }
  }

  #placeThoseAnew(link: Link, are: (topic: Topic) => boolean): void {
    for (const topic of [...link.topics].filter(are)) {
      this.#leave(topic);
      this.#placeAnew(topic);
    }
  }

  /** Tries for ever: whoever listens waits for nothing. */
  async #placeAnew(topic: Topic): Promise<void> {
    while (topic.users > 0 && !this.#isClosed) {
      try {
        await this.#shape.learn(null);
        await reach(this.#shape, topic.key, ({ server }) => this.#place(topic, server));
        return topic.users === 0 ? this.#leave(topic) : tell(topic, null);
      } catch {
        await setTimeout(RETRY_MS * (0.5 + Math.random()));
      }
    }
  }
}

/**
 * The client takes the word that a slot has moved for the answer to a command, if one is under way. So the server is
 * asked how much it sends here (CLIENT INFO, since Redis 7.0.3), and the connection given up if that is less.
 */
async function giveUpIfForgotten({ connection, topics }: Link): Promise<void> {
  const open = await connection;
  const asked = [...topics];
  const [, sent] = /\bssub=(\d+)/.exec(String(await open.sendCommand(['CLIENT', 'INFO']))) ?? [];
  const expected = new Set(asked.filter((topic) => topics.has(topic)).map(({ key }) => key));
  if (sent !== undefined && Number(sent) < expected.size) open.destroy();
}

function tell({ watchers }: Topic, message: string | null): void {
  for (const { onMessage } of watchers) onMessage(message);
}
