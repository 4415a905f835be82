/** An id for a new run that no other has. Unlike `crypto.randomUUID`, it can be had in pages without https. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `run-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
