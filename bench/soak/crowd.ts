import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientsReport, ClientsRequest } from './clients.ts';
import { endUnlessFine } from './end-unless-fine.ts';

const PROCESSES = 2;

/** All clients, in processes of their own. */
export class Crowd {
  readonly #children: readonly ChildProcess[];

  constructor(port: number, clients: number) {
    const count = Math.ceil(clients / PROCESSES);
    this.#children = Array.from({ length: PROCESSES }, (_, index) => {
      const child = fork(new URL('./clients.ts', import.meta.url)).once('exit', endUnlessFine);
      const first = index * count;
      child.send({ port, first, count: Math.min(count, clients - first) } satisfies ClientsRequest);
      return child;
    });
  }

  /** Lets everybody get what they have not got yet, and go. Resolves to what came of it all. */
  async finish(totals: Readonly<Record<string, number>>): Promise<ClientsReport> {
    const reports = await Promise.all(
      this.#children.map(async (child): Promise<ClientsReport> => {
        const reported = once(child, 'message');
        child.send({ totals } satisfies ClientsRequest);
        const [report] = await reported;
        return report;
      }),
    );
    const sum = (figure: keyof ClientsReport) => reports.reduce((total, report) => total + report[figure], 0);
    return {
      delivered: sum('delivered'),
      vanished: sum('vanished'),
      lost: sum('lost'),
      doubled: sum('doubled'),
      resets: sum('resets'),
    };
  }

  /** Ends the processes; what connections they had left are gone with them. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        const exited = once(child, 'exit');
        child.disconnect();
        await exited;
      }),
    );
  }
}
