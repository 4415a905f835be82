import { AgentwireError } from '../errors.ts';

/**
 * A place between two publications of a channel: behind the one with this offset.
 *
 * `check` is taken from the id of the publication at that offset, so that a position from a stream whose end was
 * lost, and whose offsets were given again to other events, is not mistaken for a place in the new stream.
 */
export interface Position {
  /** The channel's incarnation, 8 characters of [0-9a-z]. */
  readonly epoch: string;
  /** 0 before the first publication. */
  readonly offset: number;
  readonly check: string;
}

const CHECK_LENGTH = 8;
const EPOCH_LENGTH = 8;
/** Stands where no publication is known that could be checked: before the first, or behind one that was trimmed. */
const NO_CHECK = '0'.repeat(CHECK_LENGTH);
const SHAPE = new RegExp(
  `^1\\.([0-9a-z]{${EPOCH_LENGTH}})\\.(0|[1-9][0-9]{0,15})\\.([0-9a-f]{${CHECK_LENGTH}})$`,
);

/** A new epoch: random, since its only use is to differ from every other. */
export function newEpoch(): string {
  return crypto.randomUUID().slice(0, EPOCH_LENGTH);
}

/** The position behind a publication. */
export function positionBehind(publication: { epoch: string; offset: number; id: string }): Position {
  return { epoch: publication.epoch, offset: publication.offset, check: checkOf(publication.id) };
}

/** A position behind a publication that is not there: offset 0, or one that was trimmed. */
export function uncheckedPosition(epoch: string, offset: number): Position {
  return { epoch, offset, check: NO_CHECK };
}

/** Whether the publication with this id may be the one that a position is behind. */
export function matchesCheck(position: Position, id: string): boolean {
  return position.check === NO_CHECK || position.check === checkOf(id);
}

/** Whether two positions at the same place are behind different publications: of one stream, and of what it became. */
export function contradicts(a: Position, b: Position): boolean {
  const isSamePlace = a.epoch === b.epoch && a.offset === b.offset;
  return isSamePlace && a.check !== b.check && a.check !== NO_CHECK && b.check !== NO_CHECK;
}

/** The part of a publication's id (a UUID) that positions keep. */
function checkOf(id: string): string {
  return id.slice(0, CHECK_LENGTH);
}

/** Writes a position as a cursor: opaque for clients, safe in a URL and as the `id:` of a server-sent event. */
export function encodeCursor(position: Position): string {
  return Buffer.from(`1.${position.epoch}.${position.offset}.${position.check}`, 'latin1').toString(
    'base64url',
  );
}

/** Reads a cursor. Anything but a whole, unchanged cursor throws CURSOR_INVALID. */
export function decodeCursor(cursor: string): Position {
  const plain = Buffer.from(cursor.slice(0, 64), 'base64url').toString('latin1');
  const [, epoch, offset, check] = SHAPE.exec(plain) ?? [];
  const position = { epoch: epoch ?? '', offset: Number(offset), check: check ?? '' };
  // Decoding is lenient about characters that base64url does not have; writing it again is not.
  if (epoch === undefined || !Number.isSafeInteger(position.offset) || encodeCursor(position) !== cursor) {
    throw new AgentwireError('CURSOR_INVALID');
  }
  return position;
}
