import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished } from 'vitest';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
export const binary = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes the process the leader of a group, so that signals can go to it and to all that it started. */
  readonly group?: boolean;
  /** What stands on its standard input; without it, the input stays open until `stdin.end()`. */
  readonly input?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts a program as a real process, which ends with the test at the latest. */
export function start(command: string, args: readonly string[], options: StartOptions): Program {
  const program = new Program(command, args, options);
  onTestFinished(() => program.kill());
  return program;
}

/** Starts the command line as users do. */
export function agentwire(args: readonly string[], options: StartOptions): Program {
  return start(process.execPath, [binary, ...args], options);
}

/** This process's environment without what would set up agentwire, its demo, Node or colours otherwise than by default. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const setsUp = /^(AGENTWIRE_|OPENAI_|VITEST|(NODE_OPTIONS|NODE_ENV|FORCE_COLOR|NO_COLOR)$)/;
  const plain = Object.entries(process.env).filter(([name]) => !setsUp.test(name));
  return Object.fromEntries(plain);
}

export class Program {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly exited: Promise<Exit>;
  /** Resolves when all that it wrote has been read. */
  readonly #closed: Promise<unknown>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #group: boolean;

  constructor(command: string, args: readonly string[], { cwd, env, group = false, input }: StartOptions) {
    this.#group = group;
    this.#child = spawn(command, args, {
      cwd,
      env: { ...plainEnvironment(), ...env },
      detached: group,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Whether the program reads what it is given is up to the program.
    this.#child.stdin.on('error', () => {});
    if (input !== undefined) this.#child.stdin.end(input);
    this.stdout = new Output(this.#child.stdout);
    this.stderr = new Output(this.#child.stderr);
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.exited.catch(() => {});
    this.#closed = new Promise((resolve) => this.#child.once('close', resolve));
  }

  get stdin(): Writable {
    return this.#child.stdin;
  }

  /** Sends a signal to the process that was started here; to its group, if it leads one. */
  signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || (!this.#group && (exitCode !== null || signalCode !== null))) return;
    try {
      process.kill(this.#group ? -pid : pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Ends the process at once, whatever it does. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    await this.exited.catch(() => {});
  }

  /** All that it wrote, once it has ended by itself. */
  async result(): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
    const exit = await this.exited;
    await this.#closed;
    return { ...exit, stdout: this.stdout.text, stderr: this.stderr.text };
  }
}

/** What a process writes to one of its streams, to be awaited line by line. */
export class Output {
  #text = '';
  #taken = 0;
  #ended = false;
  #wake: () => void = () => {};
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
    stream.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Whole lines that are there. */
  get lines(): readonly string[] {
    return this.#text.split('\n').slice(0, -1);
  }

  /** Takes lines up to the first that matches, and returns that one. Fails if the process ends before. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const lines = this.lines;
      const index = lines.findIndex((line, number) => number >= this.#taken && pattern.test(line));
      if (index !== -1) {
        this.#taken = index + 1;
        return lines[index] as string;
      }
      if (this.#ended) expect.unreachable(`It ended without a line ${pattern}:\n${this.#text}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Reads nothing more, so that the process meets a full pipe. */
  stopReading(): void {
    this.#stream.pause();
  }

  /** Closes the reading end, as `head` does when it has seen enough. */
  close(): void {
    this.#stream.destroy();
  }
}

export interface DevServer {
  /** The working folder, with the dev key and the store. */
  readonly folder: string;
  readonly program: Program;
  readonly port: number;
  /** Of the GraphQL endpoint. */
  readonly url: string;
  /** Tokens of the banner. */
  readonly alice: string;
  readonly worker: string;
}

interface DevOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Whether the demo agent runs at the start. Default: it does not. */
  readonly demo?: boolean;
}

/** Starts `agentwire dev` in a folder, on a store in there. It ends with the test. */
export async function startDev(folder: string, options: DevOptions = {}): Promise<DevServer> {
  const server = launchDev(folder, options);
  onTestFinished(() => server.program.kill());
  return server.ready;
}

/** A dev server in a folder of its own, for all tests of a file. It is there from the first test on. */
export function devForAll(): DevServer {
  const server = {} as DevServer;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agentwire-'));
    const { program, ready } = launchDev(folder, {});
    Object.assign(server, await ready);
    return async () => {
      await program.kill();
      await rm(folder, { recursive: true });
    };
  });
  return server;
}

function launchDev(folder: string, { port = 0, demo = false }: DevOptions) {
  const args = ['dev', '--port', String(port), ...(demo ? [] : ['--no-demo'])];
  const program = new Program(process.execPath, [binary, ...args], { cwd: folder });
  const word = async (line: RegExp) => line.exec(await program.stdout.line(line))?.[1] as string;
  const ready = async (): Promise<DevServer> => {
    const url = await word(/^ {2}GraphQL +(\S+)/);
    const alice = await word(/^ {2}alice +(\S+)/);
    const worker = await word(/^ {2}a worker +(\S+)/);
    // The last line of the banner: from here on, the server closes itself when it is told to.
    await program.stdout.line(/agentwire tail/);
    return { folder, program, port: Number(new URL(url).port), url, alice, worker };
  };
  return { program, ready: ready() };
}
