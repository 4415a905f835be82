import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JSONWebKeySet, JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { VerifyOptions } from '../auth/verify.ts';
import type { TokenConfig } from '../config.ts';
import { SetupError } from '../errors.ts';

const ALGORITHM = 'ES256';
const ISSUER = 'urn:agentwire:dev';
const AUDIENCE = 'agentwire';
const FILE = join('.agentwire', 'dev-key.json');

export interface DevTokenClaims {
  readonly userId: string;
  readonly tenantId?: string | undefined;
  /** Separated by spaces. */
  readonly scope?: string | undefined;
  readonly ttlMs: number;
}

/** The key that signs tokens in development. It lives in the working folder and is no good anywhere else. */
export class DevKey {
  readonly #privateKey: JWK;

  private constructor(privateKey: JWK) {
    this.#privateKey = privateKey;
  }

  /** Reads the working folder's key, and makes one where there is none. */
  static async open(): Promise<DevKey> {
    return DevKey.read() ?? DevKey.#create();
  }

  /** Reads the working folder's key; null where there is none. */
  static read(): DevKey | null {
    let text: string;
    try {
      text = readFileSync(FILE, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new SetupError(`The dev key ${FILE} cannot be read: ${(error as Error).message}`);
    }
    const key = parseKey(text);
    if (key === null) throw new SetupError(`The dev key ${FILE} is damaged. Delete it and start again.`);
    return new DevKey(key);
  }

  static async #create(): Promise<DevKey> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const key = { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
    try {
      mkdirSync('.agentwire', { recursive: true, mode: 0o700 });
      writeFileSync(FILE, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process made one in the same moment: that one counts.
      const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? DevKey.read() : null;
      if (other !== null) return other;
      throw new SetupError(`The dev key ${FILE} cannot be written: ${(error as Error).message}`);
    }
    return new DevKey(key);
  }

  /** The public half, as /.well-known/jwks.json publishes it. */
  get jwks(): JSONWebKeySet {
    const { d: _private, ...publicKey } = this.#privateKey;
    return { keys: [publicKey] };
  }

  get verifyOptions(): Omit<VerifyOptions, keyof TokenConfig> {
    return {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: [ALGORITHM],
      keys: { jwks: this.jwks },
      userClaim: 'sub',
      tenantClaim: 'tenant',
    };
  }

  async sign({ userId, tenantId, scope, ttlMs }: DevTokenClaims): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      ...(tenantId !== undefined && { tenant: tenantId }),
      ...(scope !== undefined && { scope }),
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#privateKey.kid as string })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.ceil(ttlMs / 1000))
      .sign(await importJWK(this.#privateKey, ALGORITHM));
  }
}

/** The key that the text has; null where it has none. */
function parseKey(text: string): JWK | null {
  try {
    const key = JSON.parse(text) as JWK;
    createPrivateKey({ key, format: 'jwk' });
    return typeof key.kid === 'string' ? key : null;
  } catch {
    return null;
  }
}
