/**
 * Whether this is what a Host header may say: a URL's host and port (RFC 9112, section 3.2). URLs are made from it
 * wherever a request is taken for one of the Fetch API.
 */
export function isHost(host: string): boolean {
  return !/[/?#@\\]/.test(host) && URL.canParse(`http://${host}`);
}
