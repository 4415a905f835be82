import type { Append, Delivery, History, Observer, Reset, Seen } from './history.ts';

/** What a history comes to, after Jepsen's Kafka workload. Everything but the last three tells of a defect. */
export interface Figures {
  /** Events that were acknowledged and are not in the log of their user. */
  readonly lost: number;
  /** Events that the log has once more than it should. Whoever observes it rightly sees them twice as well. */
  readonly doubled: number;
  /** Deliveries of what the observer was given before, with no StreamReset since. */
  readonly twice: number;
  /** Deliveries behind which the log, or their run's seq, has what the observer was given before. */
  readonly outOfOrder: number;
  /** Events that an observer was given, or that stand in a log, of another user's. */
  readonly wrongUser: number;
  /** Events that an observer was given and that no log has, or that were refused. */
  readonly aborted: number;
  /** Events of the log that an observer was neither given nor told of by a StreamReset in their place. */
  readonly undetected: number;
  /** Observers that were given a StreamReset. */
  readonly told: number;
  /** For scale: events that were acknowledged. */
  readonly acknowledged: number;
  /** From a fault to an observer's first event that was appended after it; null without a fault. */
  readonly liveAgainMs: { readonly p50: number; readonly max: number } | null;
}

/** What every store owes after every fault, if it was promised to keep what it acknowledges. */
export const nothingWrong = {
  lost: 0,
  doubled: 0,
  twice: 0,
  outOfOrder: 0,
  wrongUser: 0,
  aborted: 0,
  undetected: 0,
} as const satisfies Partial<Figures>;

export function check(history: History): Figures {
  const known = knownOf(history);
  return {
    lost: countLost(known),
    doubled: countDoubled(known),
    twice: sum(known.observers, countTwice),
    outOfOrder: sum(known.observers, (observer) => countOutOfOrder(known, observer)),
    wrongUser: countWrongUser(known),
    aborted: countAborted(known),
    undetected: sum(known.observers, (observer) => countUndetected(known, observer)),
    told: sum(known.observers, ({ saw }) => (saw.some(isReset) ? 1 : 0)),
    acknowledged: sum(acknowledged(known), ({ texts }) => texts.length),
    liveAgainMs: liveAgain(known),
  };
}

interface Known extends History {
  readonly appendOf: ReadonlyMap<string, Append>;
  /** Place of each event, by its cursor, in the log of the user: one that was stored elsewhere before had another. */
  readonly placesOf: (userId: string) => ReadonlyMap<string, number>;
}

function knownOf(history: History): Known {
  const appendOf = new Map(history.appends.flatMap((append) => append.texts.map((text) => [text, append])));
  const places = new Map(
    Object.entries(history.log).map(([userId, log]) => [
      userId,
      new Map(log.map(({ cursor }, i) => [cursor, i])),
    ]),
  );
  return { ...history, appendOf, placesOf: (userId) => places.get(userId) ?? new Map() };
}

const acknowledged = ({ appends }: Known) => appends.filter(({ outcome }) => outcome.kind === 'acknowledged');

function countLost(known: Known): number {
  const stored = new Map(
    Object.entries(known.log).map(([userId, log]) => [userId, new Set(log.map(({ text }) => text))]),
  );
  return sum(acknowledged(known), ({ userId, texts }) =>
    count(texts, (text) => !stored.get(userId)?.has(text)),
  );
}

function countDoubled({ log }: Known): number {
  return sum(Object.values(log), (entries) => entries.length - new Set(entries.map(({ text }) => text)).size);
}

function countTwice({ saw }: Observer): number {
  return sum(stretchesOf(saw), (stretch) => stretch.length - new Set(stretch.map(({ text }) => text)).size);
}

function countOutOfOrder({ appendOf, placesOf }: Known, { userId, saw }: Observer): number {
  const places = placesOf(userId);
  const isForeign = ({ text }: Delivery) => (appendOf.get(text)?.userId ?? userId) !== userId;
  return sum(stretchesOf(saw), (stretch) => {
    const seen = new Set<string>();
    const newestSeqs = new Map<string, number>();
    let furthest = -1;
    return count(stretch, (delivery) => {
      const { cursor, text, runId, seq } = delivery;
      // Each of these is another figure's.
      if (seen.has(text) || isForeign(delivery)) return false;
      seen.add(text);
      const place = places.get(cursor) ?? furthest;
      const newestSeq = newestSeqs.get(runId) ?? 0;
      const isBehind = place < furthest || seq < newestSeq;
      furthest = Math.max(place, furthest);
      newestSeqs.set(runId, Math.max(seq, newestSeq));
      return isBehind;
    });
  });
}

function countWrongUser({ appendOf, observers, log }: Known): number {
  const isAnothers = (userId: string, text: string) => (appendOf.get(text)?.userId ?? userId) !== userId;
  const atObservers = sum(observers, ({ userId, saw }) =>
    count(deliveriesIn(saw), ({ text }) => isAnothers(userId, text)),
  );
  const inLogs = sum(Object.entries(log), ([userId, entries]) =>
    count(entries, ({ text }) => isAnothers(userId, text)),
  );
  return atObservers + inLogs;
}

function countAborted({ appendOf, observers, log }: Known): number {
  const stored = new Set(Object.values(log).flatMap((entries) => entries.map(({ id }) => id)));
  const isAborted = ({ id, text }: Delivery) =>
    !stored.has(id) || appendOf.get(text)?.outcome.kind === 'refused';
  const aborted = observers.flatMap(({ saw }) => deliveriesIn(saw).filter(isAborted));
  return new Set(aborted.map(({ id }) => id)).size;
}

/**
 * A StreamReset stands for events between those that the observer had come past and the one that the stream goes on
 * with, and for none that was appended after it.
 */
function countUndetected({ appendOf, placesOf, log }: Known, { userId, saw }: Observer): number {
  const seen = new Set(deliveriesIn(saw).map(({ text }) => text));
  const placeOf = placesOf(userId);
  const places = saw.map((event) => (isReset(event) ? undefined : placeOf.get(event.cursor)));
  const resets = saw.flatMap((event, index) => {
    if (!isReset(event)) return [];
    const behind = places.slice(0, index).findLast(isPlace) ?? -1;
    const next = places.slice(index).find(isPlace) ?? Number.POSITIVE_INFINITY;
    return { at: event.at, behind, next };
  });
  return count(log[userId] ?? [], ({ text }, place) => {
    const invokedAt = appendOf.get(text)?.invokedAt ?? Number.POSITIVE_INFINITY;
    const isToldBy = ({ at, behind, next }: (typeof resets)[number]) =>
      behind < place && place < next && invokedAt < at;
    return !seen.has(text) && !resets.some(isToldBy);
  });
}

function liveAgain({ appendOf, observers, faults }: Known): Figures['liveAgainMs'] {
  const times = faults.flatMap((fault) =>
    observers.map(({ saw }) => {
      const isNew = ({ text }: Delivery) => (appendOf.get(text)?.invokedAt ?? 0) > fault;
      const first = deliveriesIn(saw).find(isNew);
      return first === undefined ? Number.POSITIVE_INFINITY : first.at - fault;
    }),
  );
  if (times.length === 0) return null;
  times.sort((one, other) => one - other);
  return { p50: times[Math.ceil(times.length / 2) - 1] as number, max: times.at(-1) as number };
}

const isPlace = (place: number | undefined) => place !== undefined;
const isReset = (event: Seen): event is Reset => event.kind === 'reset';
const deliveriesIn = (saw: readonly Seen[]) => saw.filter((event) => event.kind === 'delivery');

/** What was delivered between one StreamReset and the next: whoever is given one reads anew. */
function stretchesOf(saw: readonly Seen[]): readonly (readonly Delivery[])[] {
  const stretches: Delivery[][] = [[]];
  for (const event of saw) {
    if (isReset(event)) stretches.push([]);
    else stretches.at(-1)?.push(event);
  }
  return stretches;
}

function sum<T>(values: readonly T[], figure: (value: T) => number): number {
  return values.reduce((total, value) => total + figure(value), 0);
}

function count<T>(values: readonly T[], is: (value: T, index: number) => boolean): number {
  return values.filter(is).length;
}
