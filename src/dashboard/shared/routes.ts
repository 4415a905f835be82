/** What an address shows. */
export type Route =
  | { readonly page: 'runs' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'not found' };

/** The route of an address' path, as it stands there: percent-encoded. */
export function routeOf(pathname: string): Route {
  if (pathname === '/') return { page: 'runs' };
  const [, encodedId] = /^\/runs\/([^/]+)\/?$/.exec(pathname) ?? [];
  const id = encodedId === undefined ? null : decoded(encodedId);
  return id === null ? { page: 'not found' } : { page: 'run', id };
}

export function runPath(id: string): string {
  return `/runs/${encodeURIComponent(id)}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
