import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Figure } from './figures.ts';

export interface Results {
  readonly at: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** Of the packages that were measured. */
  readonly versions: Readonly<Record<string, string>>;
}

const FOLDER = new URL('./results/', import.meta.url);

export function readMachine(): Machine {
  const { dependencies = {} } = readPackage('./peers/package.json');
  const versionOf = (name: string) => readPackage(`./peers/node_modules/${name}/package.json`).version;
  return {
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    versions: {
      agentwire: readPackage('../package.json').version,
      ...Object.fromEntries(Object.keys(dependencies).map((name) => [name, versionOf(name)])),
    },
  };
}

export function machineLines({ node, cpu, cores, versions }: Machine): string[] {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`Node ${node}, ${cores} × ${cpu}`, packages.join(', ')];
}

/** Of one run, so that all of its figures can be compared. */
export function writeResults(title: string, results: Results): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(`${title}.json`, FOLDER), `${JSON.stringify(results, null, 2)}\n`);
}

export function readResults(title: string): Results {
  return JSON.parse(readFileSync(new URL(`${title}.json`, FOLDER), 'utf8'));
}

interface Package {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readPackage(path: string): Package {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
