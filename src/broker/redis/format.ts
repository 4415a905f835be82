import { SetupError } from '../../errors.ts';
import type { Asking } from './asking.ts';
import { formatKey } from './keys.ts';

/** How keys and values are written. A change that older nodes would misread makes it another one. */
const FORMAT = '1';

/** Rejects with SetupError if what is in Redis was written by an agentwire that this one does not understand. */
export async function assertFormat(asking: Asking): Promise<void> {
  const known = await asking.command<string | null>(formatKey, 'GET', formatKey);
  if (known === null) await asking.command(formatKey, 'SET', formatKey, FORMAT, 'NX');
  const format = known ?? (await asking.command<string | null>(formatKey, 'GET', formatKey));
  if (format === FORMAT) return;
  throw new SetupError(
    `The store has format ${format}; this agentwire knows ${FORMAT}. Use another agentwire, or another store.`,
  );
}
