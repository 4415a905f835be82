import { SignJWT } from 'jose';
import type { Endpoint } from '../../src/client/request.ts';
import { freePort } from '../support/port.ts';
import type { Program } from '../support/process.ts';
import { agentwire } from '../support/process.ts';

const secret = 'a secret of thirty-two characters';
const settings = {
  AGENTWIRE_JWT_ISSUER: 'https://id.example.com/',
  AGENTWIRE_JWT_AUDIENCE: 'agentwire',
  AGENTWIRE_JWT_ALGORITHMS: 'HS256',
  AGENTWIRE_JWT_SECRET: secret,
  AGENTWIRE_HOST: '127.0.0.1',
};

function sign(userId: string, scope = ''): Promise<string> {
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(settings.AGENTWIRE_JWT_ISSUER)
    .setAudience(settings.AGENTWIRE_JWT_AUDIENCE)
    .setSubject(userId)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

const tokens: Readonly<Record<string, string>> = {
  alice: await sign('alice'),
  bob: await sign('bob'),
  worker: await sign('worker', 'agentwire:publish'),
};

/** A server that is killed and started again, always on the same port and store. */
export class KilledServer {
  readonly #folder: string;
  readonly #port: number;
  #program: Program | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async in(folder: string): Promise<KilledServer> {
    const server = new KilledServer(folder, await freePort());
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const args = ['serve', '--port', String(this.#port)];
    this.#program = agentwire(args, { cwd: this.#folder, env: settings });
    await this.#program.stdout.line(/"listening"/);
  }

  /** SIGKILL: nothing of the process runs any more. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  as(name: string): Endpoint {
    return { url: `http://127.0.0.1:${this.#port}/graphql`, getToken: () => tokens[name] as string };
  }
}
