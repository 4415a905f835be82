import type { Locator, Page } from 'playwright-core';

type Phase = 'Live' | 'Offline' | 'Connecting' | 'Replaying' | 'Not connected';
type TabName = 'Overview' | 'Timeline' | 'Events';

/** The dashboard as its users handle it. */
export class DashboardPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get list(): Locator {
    return this.page.getByRole('list', { name: 'Runs', exact: true });
  }

  /** The rows of the list that are drawn. */
  get rows(): Locator {
    return this.list.getByRole('listitem');
  }

  /** The row of a run, by what its link is called: `AGENT RUN`. */
  row(name: string): Locator {
    return this.rows.filter({ has: this.link(name) });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }

  /** A part of a run's page, by its heading; one that counts has the count behind it. */
  section(name: string): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^${name}( \\d+)?$`) });
  }

  get signInField(): Locator {
    return this.page.getByRole('textbox', { name: 'Token', exact: true });
  }

  /** Waits until the connection is said to be so. */
  async connectionIs(phase: Phase): Promise<void> {
    const status = this.page.getByRole('banner').getByRole('status');
    await status.and(this.page.getByText(phase, { exact: true })).waitFor();
  }

  /** Opens a run from the list. */
  async openRun(name: string): Promise<void> {
    await this.list.getByRole('link', { name, exact: true }).click();
    await this.page.getByRole('tablist', { name: 'Views of the run' }).waitFor();
  }

  /** The run that the page shows. */
  get runId(): string {
    return decodeURIComponent(new URL(this.page.url()).pathname.replace('/runs/', ''));
  }

  /** Fills in the form for a new run and sends it. Resolves to the run's id, on whose page it is then. */
  async startRun(agent: string, input: string): Promise<string> {
    await this.page.getByRole('button', { name: 'Start a run' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Start a run' });
    await dialog.getByLabel('Agent').fill(agent);
    await dialog.getByLabel('What it is to work on').fill(input);
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await this.page.getByRole('tablist', { name: 'Views of the run' }).waitFor();
    return this.runId;
  }

  async openTab(name: TabName): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await this.page.getByRole('tabpanel', { name }).waitFor();
  }

  async signIn(token: string): Promise<void> {
    await this.signInField.fill(token);
    await this.signInField.press('Enter');
  }

  /** The seq of every event in the list of events, which is scrolled through for that. */
  eventSeqs(): Promise<number[]> {
    return this.page.getByRole('group', { name: 'List of events' }).evaluate(async (box) => {
      const frame = () => new Promise(requestAnimationFrame);
      const seqs = new Map<number, number>();
      let size = Number.POSITIVE_INFINITY;
      box.scrollTop = 0;
      for (let tries = 0; seqs.size < size && tries < 1000; tries++) {
        await frame();
        await frame();
        for (const row of box.querySelectorAll('li')) {
          size = Number(row.ariaSetSize);
          seqs.set(Number(row.ariaPosInSet), Number(row.querySelector('button > *')?.textContent));
        }
        box.scrollTop += box.clientHeight / 2;
      }
      return [...seqs].sort(([a], [b]) => a - b).map(([, seq]) => seq);
    });
  }
}
