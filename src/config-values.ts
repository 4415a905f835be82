/** Parsers of settings' texts. Each throws an Error that says, behind the setting's name, what the text must be. */

export function parseText(text: string): string {
  if (text === '') throw new Error('must be set');
  return text;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error('must be a port from 0 to 65535');
  return port;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('must be a whole number from 1 on');
  return count;
}

/** A count that may be none. */
export function parseAmount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error('must be a whole number from 0 on');
  return Number(text);
}

export function parseOneOf<Choice extends string>(...choices: readonly Choice[]) {
  return (text: string): Choice => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}

export const parseSwitch = (text: string): boolean => parseOneOf('on', 'off')(text) === 'on';

const durationUnits: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `12h` or `7d`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ms = Number(amount) * (durationUnits[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0)) throw new Error('must be a time such as 90s, 15m, 12h or 7d');
  return ms;
}

/** A duration that may be none: `0s`. */
export const parsePause = (text: string): number => (text === '0s' ? 0 : parseDuration(text));

const sizeUnits: Record<string, number> = { KiB: 1024, MiB: 1024 ** 2, MB: 1e6, GB: 1e9, TB: 1e12 };

export function parseSize(text: string): number {
  const [, amount, unit] = /^(\d+)(KiB|MiB|MB|GB|TB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (sizeUnits[unit ?? ''] ?? Number.NaN);
  if (!(bytes > 0)) throw new Error('must be a size such as 64KiB, 500MB or 10GB');
  return bytes;
}

export function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('must be an http(s) URL');
  // `fetch` takes no such URL, and an error that names it would tell the password.
  if (url.username !== '' || url.password !== '') {
    throw new Error('must be a URL without user name and password');
  }
  return text;
}

/** What stands between commas. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function parseOrigins(text: string): string[] {
  const origins = parseList(text);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(`must be exact origins such as https://app.example.com; ${origin} is none`);
    }
  }
  return origins;
}

/** RFC 7518, section 3.2: a key at least as long as the hash. */
export function parseSecret(text: string): string {
  if (Buffer.byteLength(text) < 32) throw new Error('must have at least 32 bytes');
  return text;
}

const hmacAlgorithms = ['HS256', 'HS384', 'HS512'];
const keyPairAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export const parseHmacAlgorithms = (text: string) => parseAlgorithms(text, hmacAlgorithms);
export const parseKeyPairAlgorithms = (text: string) => parseAlgorithms(text, keyPairAlgorithms);

export function parseAlgorithms(text: string, known: readonly string[]): string[] {
  const algorithms = parseList(text);
  if (algorithms.length === 0 || !algorithms.every((name) => known.includes(name))) {
    throw new Error(`must be some of ${known.join(',')}`);
  }
  return algorithms;
}
