import { expect } from 'vitest';
import type { AgentwireClient } from '../../../src/client/index.ts';
import { createAgentwireClient } from '../../../src/client/index.ts';
import { toolStatusNames } from '../../../src/dashboard/run/names.ts';
import { formatDuration } from '../../../src/dashboard/shared/format.ts';
import type { DashboardPage } from './dashboard.ts';
import { eventually } from './eventually.ts';

type QueriedRun = NonNullable<Awaited<ReturnType<AgentwireClient['run']>>>;

/** What a page says about a run that has ended. */
interface ShownRun {
  readonly agent: string;
  readonly status: string;
  readonly answer: string;
  readonly toolCalls: readonly string[];
  readonly usage: readonly Readonly<Record<string, string>>[];
}

const statusNames: Readonly<Record<QueriedRun['status'], string>> = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  WAITING_FOR_INPUT: 'Waiting',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

/** Waits until the overview of an ended run shows just what the query gives. Resolves to how many events it has. */
export async function expectSameAsQuery(
  dashboard: DashboardPage,
  url: string,
  token: string,
  runId: string,
): Promise<number> {
  const client = createAgentwireClient({ url: `${url}/graphql`, getToken: () => token });
  const run = await client.run(runId);
  await client.dispose();
  if (run === null) return expect.unreachable(`There is no run ${runId}.`);
  expect(run.endedAt).not.toBeNull();
  await eventually(() => shownRun(dashboard)).toEqual(toBeShown(run));
  return run.lastSeq;
}

async function shownRun(dashboard: DashboardPage): Promise<ShownRun> {
  const { page } = dashboard;
  const [agent = '', status = ''] = (await page.title()).split(' · ');
  const answer = page.getByRole('group', { name: 'Text of the answer' });
  const calls = await dashboard.section('Tool calls').getByRole('listitem').allInnerTexts();
  return {
    agent,
    status,
    // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line breaks between the pieces included
    answer: (await answer.count()) === 0 ? '' : await answer.innerText(),
    toolCalls: calls.map(inOneLine),
    usage: await shownUsage(dashboard),
  };
}

/** The run's own usage, without that of its sub-agents. */
async function shownUsage(dashboard: DashboardPage) {
  const rows = await dashboard.section('Usage').evaluate((section) => {
    const rowsOf = (part: string) => [...section.querySelectorAll<HTMLTableRowElement>(`${part} tr`)];
    const textOf = (cell: Element | undefined) => cell?.textContent ?? '';
    const names = rowsOf('thead').flatMap(({ cells }) => [...cells].map(textOf));
    return rowsOf('tbody').map(({ cells }) =>
      names.map((name, index): [string, string] => [name, textOf(cells[index])]),
    );
  });
  return rows
    .filter((cells) => !cells[0]?.[1].endsWith('sub-agents'))
    .map((cells) => Object.fromEntries(cells.filter(([, text]) => text !== '–')));
}

function toBeShown(run: QueriedRun): ShownRun {
  const messages = run.messages.map(({ text }) => text);
  const finalText = run.finalText ?? messages.at(-1);
  return {
    agent: run.agent.name,
    status: statusNames[run.status],
    answer: [...messages, ...(messages.at(-1) === finalText ? [] : [finalText])].join('\n'),
    toolCalls: run.toolCalls.map(({ name, title, status, durationMs, error }) => {
      const how = toolStatusNames[status ?? 'UNKNOWN'];
      const duration = durationMs === null ? '–' : formatDuration(durationMs);
      return inOneLine([how, name, title, duration, error?.message].join(' '));
    }),
    usage: run.usage.map(({ provider, model, ...counts }) => ({
      Model: `${model}${provider ?? ''}`,
      ...known('Input', counts.inputTokens),
      ...known('Output', counts.outputTokens),
      ...known('Reasoning', counts.reasoningTokens),
      ...known('Cost', counts.costMicrosUsd, (micros) => `$${micros / 1e6}`),
    })),
  };
}

function known(name: string, count: number | null, format = (value: number) => value.toLocaleString('en')) {
  return count === null ? {} : { [name]: format(count) };
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
