import type { JWTPayload } from 'jose';
import { SignJWT } from 'jose';
import type { Program } from '../support/process.ts';
import { agentwire } from '../support/process.ts';
import { RawSocket } from '../support/raw.ts';

const secret = 'a secret of thirty-two characters';
const settings = {
  AGENTWIRE_JWT_ISSUER: 'https://id.example.com/',
  AGENTWIRE_JWT_AUDIENCE: 'agentwire',
  AGENTWIRE_JWT_ALGORITHMS: 'HS256',
  AGENTWIRE_JWT_SECRET: secret,
  AGENTWIRE_HOST: '127.0.0.1',
  AGENTWIRE_PORT: '0',
};

/** A token that `serve` accepts, valid for an hour. */
export function tokenOf(userId: string, claims: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iat: now, exp: now + 3600, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(settings.AGENTWIRE_JWT_ISSUER)
    .setAudience(settings.AGENTWIRE_JWT_AUDIENCE)
    .setSubject(userId)
    .sign(new TextEncoder().encode(secret));
}

export const workerToken = () => tokenOf('worker', { scope: 'agentwire:publish' });

export interface Serving {
  readonly program: Program;
  readonly url: string;
}

/** Runs `agentwire serve` in the folder, on a free port. */
export async function serve(folder: string, flags: readonly string[] = []): Promise<Serving> {
  const program = agentwire(['serve', ...flags], { cwd: folder, env: settings });
  const { port } = JSON.parse(await program.stdout.line(/"msg":"listening"/));
  return { program, url: `http://127.0.0.1:${port}` };
}

/** Subscribes over a socket of its own. Resolves once it is live. */
export async function subscribe({ url }: Serving, token: string): Promise<RawSocket> {
  const socket = await RawSocket.open(url);
  socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
  await socket.receive();
  const query = 'subscription { agentEvents(start: EARLIEST) { __typename } }';
  socket.send({ type: 'subscribe', id: '1', payload: { query } });
  await socket.receive();
  return socket;
}

const document = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { accepted } }';

/** The request that starts a run of alice's. */
export const startRun = (token: string, runId: string) => {
  const input = { userId: 'alice', runId, events: [{ agentStarted: { agent: { name: 'a' } } }] };
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document, variables: { input } }),
  };
};
