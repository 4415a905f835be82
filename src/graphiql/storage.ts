const PREFIX = 'agentwire:';

/**
 * Keeps GraphiQL's tabs and history, apart from those of other GraphiQLs on the same address, and never its
 * headers: the history would keep tokens.
 */
export const storage: Storage = {
  getItem: (key) => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, withoutHeaders(value)),
  removeItem: (key) => localStorage.removeItem(PREFIX + key),
  key: (index) => keys()[index] ?? null,
  get length() {
    return keys().length;
  },
  clear() {
    for (const key of keys()) storage.removeItem(key);
  },
};

const keys = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));

function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value;
  return JSON.stringify(JSON.parse(value, (key, part) => (key === 'headers' ? null : part)));
}
