/**
 * The values of a source, each as `transform` makes it, and its failure as `failure` makes it. Where `transform`
 * throws, the source is returned.
 */
export function mapAsync<T, U>(
  source: AsyncIterator<T, unknown>,
  transform: (value: T) => U,
  failure: (error: unknown) => unknown,
): AsyncIterableIterator<U, undefined> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const { done, value } = await source.next();
        return done ? { done, value: undefined } : { done: false, value: transform(value) };
      } catch (error) {
        await source.return?.();
        throw failure(error);
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
