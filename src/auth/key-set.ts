import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';

/**
 * The public keys of a key set. Other entries are ignored (RFC 7517, section 5), so that a bad one does no harm to
 * those beside it. Throws if it is no key set.
 */
export function parseKeySet(text: string): JSONWebKeySet {
  const set = JSON.parse(text) as { readonly keys?: unknown } | null;
  if (!Array.isArray(set?.keys)) throw new Error('It is not a JSON Web Key Set.');
  return { keys: set.keys.filter(isPublicKey) };
}

/** A private key is none: who publishes it has given it away. */
function isPublicKey(entry: unknown): entry is JWK {
  try {
    createPublicKey({ key: entry as JWK, format: 'jwk' });
    return !('d' in (entry as JWK));
  } catch {
    return false;
  }
}
