const KEY = 'agentwire.token';

/** The token to begin with: of a sign-in link, else what this browser tab used last, else a dev server's. */
export function initialToken(): string {
  return takeLinkToken() ?? sessionStorage.getItem(KEY) ?? offeredToken() ?? '';
}

/** Takes the token of a sign-in link (`#token=…`) out of the address; null where there is none. */
export function takeLinkToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  keepToken(token);
  return token;
}

/** Keeps it, for the dashboard too, until this browser tab is closed. The empty one stays without any. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

function offeredToken(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="agentwire-token"]')?.content;
}
