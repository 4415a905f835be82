import type { Command } from 'commander';
import type { Endpoint } from '../client/request.ts';
import { DevKey } from './dev-key.ts';
import { InputError } from './input-error.ts';

export interface EndpointFlags {
  readonly url: string;
  readonly token?: string;
  readonly user: string;
  readonly tenant?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';
/** Dev tokens are made anew for every connection, so they need not live long. */
const TOKEN_TTL_MS = 3_600_000;

/** Adds the flags that say which server to talk to, and as whom. */
export function addEndpointFlags(command: Command, defaultUser: string): Command {
  return command
    .option('--url <url>', 'GraphQL endpoint (AGENTWIRE_URL)', process.env.AGENTWIRE_URL ?? DEFAULT_URL)
    .option(
      '--token <token>',
      'token to use; better given as AGENTWIRE_TOKEN. Without one, the dev key of this folder signs',
    )
    .option('--user <id>', 'user that the dev key signs for', defaultUser)
    .option('--tenant <id>', 'tenant that the dev key signs for');
}

/** The endpoint that the flags describe. Throws InputError where there is nothing to sign in with. */
export function endpointOf({ url, token, user, tenant }: EndpointFlags, scope?: string): Endpoint {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InputError(`--url must be an http or https URL; ${url} is none.`);
  }
  const given = token ?? process.env.AGENTWIRE_TOKEN;
  if (given !== undefined) return { url, getToken: () => given };
  const key = DevKey.read();
  if (key === null) {
    throw new InputError(
      'There is no token. Set AGENTWIRE_TOKEN, or run this where `agentwire dev` was started.',
    );
  }
  return { url, getToken: () => key.sign({ userId: user, tenantId: tenant, scope, ttlMs: TOKEN_TTL_MS }) };
}
