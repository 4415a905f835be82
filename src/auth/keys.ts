import { readFileSync } from 'node:fs';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet } from 'jose';
import { SetupError } from '../errors.ts';
import { parseKeySet } from './key-set.ts';
import type { KeyUrl, OnKeyError } from './remote-keys.ts';
import { RemoteKeys } from './remote-keys.ts';

/** Where the keys are that tokens are signed with. */
export type KeySource =
  | KeyUrl
  | { readonly jwksFile: string }
  | { readonly jwks: JSONWebKeySet }
  | { readonly secret: string };

/**
 * Finds the key for a token's header among the given ones, and never where the header says (`jku`, `x5u`, `jwk`,
 * `x5c`). Throws SetupError if a file has none.
 */
export function createKeyGetter(keys: KeySource, onError: OnKeyError): JWTVerifyGetKey {
  if ('secret' in keys) {
    const secret = new TextEncoder().encode(keys.secret);
    return async () => secret;
  }
  if ('jwks' in keys) return createLocalJWKSet(keys.jwks);
  if ('jwksFile' in keys) return createLocalJWKSet(readKeySet(keys.jwksFile));
  return new RemoteKeys(keys, onError).get;
}

function readKeySet(file: string): JSONWebKeySet {
  try {
    const jwks = parseKeySet(readFileSync(file, 'utf8'));
    if (jwks.keys.length === 0) throw new Error('It has no key that tokens can be verified with.');
    return jwks;
  } catch (error) {
    throw new SetupError(`The key set ${file} cannot be read: ${(error as Error).message}`);
  }
}
