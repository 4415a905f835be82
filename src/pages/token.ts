const STORAGE_KEY = 'agentwire.token';
const META_NAME = 'agentwire-token';
/** What is stored behind a sign-out, so that a reload does not sign in again with the page's own token. */
const SIGNED_OUT = '';

/** The places that a token can come from; null where there is none. */
export interface TokenSources {
  readonly fragment: string | null;
  readonly stored: string | null;
  readonly meta: string | null;
}

/** Whether a text can be a token: a JSON Web Token has three parts (RFC 7519, section 3). */
export function isToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/** The token to begin with: a link's counts before what this tab used last, and that before the page's own. */
export function firstToken({ fragment, stored, meta }: TokenSources): string | null {
  if (fragment !== null) return fragment;
  if (stored === SIGNED_OUT) return null;
  return stored ?? meta;
}

/** The token of an address' fragment, such as `#token=eyJ…`; null where it has none. */
export function tokenOfFragment(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') || null;
}

/** The token that the page begins with; null where nobody is signed in. */
export function readToken(): string | null {
  return firstToken({
    fragment: takeFromAddress(),
    stored: sessionStorage.getItem(STORAGE_KEY),
    meta: pageToken(),
  });
}

/** The token that the server gave the page, as it does in development; null where it gave none. */
export function pageToken(): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name="${META_NAME}"]`)?.content || null;
}

/** Keeps it, for all pages, until this browser tab is closed. */
export function storeToken(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
}

/** The next page begins with the token that the server gives it, if it gives one. */
export function forgetToken(): void {
  sessionStorage.removeItem(STORAGE_KEY);
}

/** The next page begins with no token at all. */
export function stayWithoutToken(): void {
  sessionStorage.setItem(STORAGE_KEY, SIGNED_OUT);
}

/** Calls back with the token of a link that is opened in a page that is open already. Returns how to stop. */
export function onTokenLink(signIn: (token: string) => void): () => void {
  const listener = () => {
    const token = takeFromAddress();
    if (token !== null) signIn(token);
  };
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Keeps the token of a link for the tab, and takes it out of the address, so that nobody copies it along. */
function takeFromAddress(): string | null {
  const token = tokenOfFragment(location.hash);
  if (token === null) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  storeToken(token);
  return token;
}
