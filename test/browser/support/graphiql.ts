import type { Page, Request } from 'playwright-core';
import { expect, vi } from 'vitest';

/** What the response pane holds of a subscription. */
export interface Shown {
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it selected
  readonly events: readonly any[];
  readonly received: number;
  readonly earlierLeftOut?: number;
  readonly connection?: string;
  readonly hint?: string;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

interface MonacoGlobal {
  readonly __MONACO: {
    readonly editor: {
      getModels(): readonly { readonly uri: { readonly path: string }; getValue(): string }[];
    };
  };
}

/** For GraphQL, for JSON, and for what all editors need. */
const WORKERS = 3;

/** GraphiQL as its users handle it. */
export class GraphiqlPage {
  readonly page: Page;
  /** The payload of every `connection_init`, one a WebSocket. */
  readonly connectionParams: unknown[] = [];
  /** HTTP requests to the API. */
  readonly requests: Request[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('websocket', (socket) =>
      socket.once('framesent', ({ payload }) =>
        this.connectionParams.push(JSON.parse(String(payload)).payload),
      ),
    );
    page.on('request', (request) => {
      if (request.url().endsWith('/graphql')) this.requests.push(request);
    });
  }

  /** How often a subscription was tried. */
  get attempts(): number {
    const isSubscription = (request: Request) => request.headers().accept === 'text/event-stream';
    return this.connectionParams.length + this.requests.filter(isSubscription).length;
  }

  get token() {
    return this.page.getByRole('textbox', { name: 'Token', exact: true });
  }

  get notice() {
    return this.page.getByRole('status').filter({ hasText: 'Not signed in.' });
  }

  get result() {
    return this.page.getByRole('region', { name: 'Result Window' });
  }

  /** Waits for the schema, with which the editors can help. */
  async hasSchema(): Promise<void> {
    await this.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await this.page.getByText('Root Types').waitFor();
    await this.page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  }

  /** Waits for the workers of the editors, which are loaded when the page can be used already. */
  async hasWorkers(): Promise<void> {
    await vi.waitFor(() => expect(this.page.workers()).toHaveLength(WORKERS), { timeout: 30_000 });
    await Promise.all(this.page.workers().map((worker) => worker.evaluate(() => true)));
  }

  async openTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await this.page
      .getByRole('region', { name: 'Operation Editor' })
      .getByText(name, { exact: true })
      .waitFor();
  }

  async useTransport(label: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Subscriptions over' }).selectOption({ label });
  }

  async giveToken(token: string): Promise<void> {
    await this.token.fill(token);
    await this.token.press('Enter');
  }

  async giveHeaders(headers: Readonly<Record<string, string>>): Promise<void> {
    await this.page.getByRole('button', { name: 'Headers', exact: true }).click();
    await this.#write('Headers', headers);
  }

  async giveVariables(variables: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.getByRole('button', { name: 'Variables', exact: true }).click();
    await this.#write('Variables', variables);
  }

  async giveQuery(query: string): Promise<void> {
    await this.#replace('Operation Editor', query);
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
  }

  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: /^Stop query/ }).click();
  }

  /** The text of the response pane, all of it: the page only has the lines that are in view. */
  response(): Promise<string> {
    return this.page.evaluate(() => {
      const { __MONACO: monaco } = globalThis as unknown as MonacoGlobal;
      const model = monaco.editor.getModels().find(({ uri }) => uri.path.endsWith('response.json'));
      return model?.getValue() ?? '';
    });
  }

  /** Waits until the response pane holds what the condition asks for. */
  async shows<T = Shown>(holds: (shown: T) => boolean | undefined): Promise<T> {
    let shown: T | undefined;
    await vi.waitFor(
      async () => {
        const text = await this.response();
        shown = text === '' ? undefined : JSON.parse(text);
        if (shown === undefined || !holds(shown)) throw new Error(`The response pane shows: ${text}`);
      },
      { timeout: 30_000 },
    );
    return shown as T;
  }

  /** With each token the schema is asked for; a refusal of it takes the place of what the pane shows. */
  schemaIsRefused(code: string): Promise<Shown> {
    return this.shows(
      ({ connection, errors }) => connection === undefined && errors?.[0]?.extensions?.code === code,
    );
  }

  /** Waits for the end of a subscription that is refused, and for what the page says to it. */
  async ends(code: string, hint: RegExp): Promise<void> {
    const shown = await this.shows(({ connection }) => connection === 'ended');
    expect(shown).toMatchObject({ hint: expect.stringMatching(hint), errors: [{ extensions: { code } }] });
  }

  isLive(): Promise<Shown> {
    return this.shows(({ connection }) => connection === 'live');
  }

  async #write(region: string, value: object): Promise<void> {
    await this.#replace(region, JSON.stringify(value));
  }

  async #replace(region: string, text: string): Promise<void> {
    await this.page.getByRole('region', { name: region }).locator('.graphiql-editor:visible').click();
    await this.page.keyboard.press('ControlOrMeta+A');
    // Pasted: to what is typed, the editor adds brackets and words of its own.
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(paste);
    }, text);
  }
}
