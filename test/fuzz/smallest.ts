import type { Exchange } from './exchange.ts';

/** A part of what fails that fails too, and of which nothing more can be left out: first exchanges, then chunks of them. */
export async function smallest(
  exchanges: readonly Exchange[],
  fails: (some: readonly Exchange[]) => Promise<boolean>,
): Promise<readonly Exchange[]> {
  let some = await without(exchanges, fails);
  for (const [index, exchange] of some.entries()) {
    const withChunks = (chunks: readonly string[]) => some.with(index, { ...exchange, chunks });
    some = withChunks(await without(exchange.chunks, (chunks) => fails(withChunks(chunks))));
  }
  return some;
}

/** Leaves out half of the items, then quarters, and so on, wherever the rest still fails. */
async function without<Item>(
  items: readonly Item[],
  fails: (rest: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let rest = items;
  for (let size = items.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < rest.length && rest.length > 1; ) {
      const less = rest.toSpliced(at, size);
      if (less.length > 0 && (await fails(less))) rest = less;
      else at += size;
    }
  }
  return rest;
}
