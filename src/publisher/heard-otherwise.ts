/** A promise that nobody has to wait for: that it rejects is also said elsewhere, and must not end the process. */
export function heardOtherwise<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
