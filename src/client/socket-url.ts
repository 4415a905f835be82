/** Where the API at that URL takes WebSockets. A page may give a path of its own server. */
export function socketUrl(url: string): string {
  return new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws');
}
