import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DemoRunOptions, demoRun } from '../../src/demo/agent.ts';
import type { DemoEvent } from '../../src/demo/event.ts';

/** A real folder with these files, by path; gone when the test is over. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agentwire-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const writing = Object.entries(files).map(async ([path, content]) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  });
  await Promise.all(writing);
  return folder;
}

/** All events of a run; `onEvent` is called with each before the run goes on. */
export async function eventsOf(
  options: DemoRunOptions,
  onEvent: (event: DemoEvent) => unknown = () => {},
): Promise<DemoEvent[]> {
  const events: DemoEvent[] = [];
  for await (const event of demoRun(options)) {
    events.push(event);
    await onEvent(event);
  }
  return events;
}

type AllNames = DemoEvent extends infer Event ? (Event extends unknown ? keyof Event : never) : never;
type Bodies = { [Name in AllNames]: Extract<DemoEvent, Record<Name, unknown>>[Name] };

/** The bodies of all events of one type. */
export function bodies<Name extends AllNames>(events: readonly DemoEvent[], name: Name): Bodies[Name][] {
  return events.flatMap((event) => (name in event ? [(event as unknown as Bodies)[name]] : []));
}

/** The only body of a type. */
export function only<Name extends AllNames>(events: readonly DemoEvent[], name: Name): Bodies[Name] {
  const [body, ...more] = bodies(events, name);
  if (body === undefined || more.length > 0) throw new Error(`not exactly one ${name}`);
  return body;
}
