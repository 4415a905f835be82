/** What the headers tab holds: one JSON object of whatever values. */
export type HeadersTab = Readonly<Record<string, unknown>>;

const isAuthorization = (name: string) => name.toLowerCase() === 'authorization';

/** What a request carries, and the payload of `connection_init` alike: the headers tab wins over the token field. */
export function requestHeaders(tab: HeadersTab, token: string): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(tab).map(([name, value]) => [name, String(value)]));
  if (token === '' || Object.keys(headers).some(isAuthorization)) return headers;
  return { ...headers, Authorization: `Bearer ${token}` };
}

/** Whether the text of the headers tab, as it stands in the editor, signs in by itself. */
export const signsIn = (text: string) => /"authorization"\s*:\s*"[^"]+"/i.test(text);
