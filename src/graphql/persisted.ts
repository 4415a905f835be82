import { readFile } from 'node:fs/promises';
import { SetupError } from '../errors.ts';
import { badRequest } from './limits.ts';

/** An operation that was made known before, and where. */
export interface PersistedOperation {
  readonly id: string;
  readonly text: string;
  readonly file: string;
}

export interface PersistedOptions {
  readonly operations: readonly PersistedOperation[];
  /** Whether nothing else runs. */
  readonly only: boolean;
}

/** What a request says of the operation that it wants, by whichever of the conventions. */
export interface RequestParams {
  readonly query?: string | undefined;
  readonly extensions?: unknown;
  /** GraphQL over HTTP, appendix on persisted documents. */
  readonly documentId?: unknown;
  /** Relay. */
  readonly doc_id?: unknown;
  readonly id?: unknown;
}

/** Reads the files. Rejects with SetupError for one that cannot be read, or has another format. */
export async function readOperations(files: readonly string[]): Promise<readonly PersistedOperation[]> {
  return (await Promise.all(files.map(readOperationsFile))).flat();
}

async function readOperationsFile(file: string): Promise<readonly PersistedOperation[]> {
  const content = await readJson(file);
  const entries: readonly (readonly [unknown, unknown])[] | null = isManifest(content)
    ? content.operations.map((operation) => [operation?.id, operation?.body] as const)
    : isRecord(content)
      ? Object.entries(content)
      : null;
  if (entries === null) {
    throw new SetupError(
      `${file} has no persisted operations: it must be {"<id>": "<document>"} or Apollo's manifest.`,
    );
  }
  return entries.map(([id, text]) => {
    if (typeof id === 'string' && id !== '' && typeof text === 'string') return { id, text, file };
    throw new SetupError(`${file}: the operation ${JSON.stringify(id)} is no pair of an id and a document.`);
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SetupError(`The persisted operations cannot be read: ${file}: ${(error as Error).message}`);
  }
}

interface Manifest {
  readonly operations: readonly ({ readonly id?: unknown; readonly body?: unknown } | null)[];
}

function isManifest(content: unknown): content is Manifest {
  return isRecord(content) && 'format' in content && Array.isArray(content.operations);
}

/** The operations by their ids. */
export class OperationIds {
  readonly #texts: ReadonlyMap<string, string>;

  /** Throws SetupError for an id that has two documents. */
  constructor(operations: readonly PersistedOperation[]) {
    const texts = new Map<string, string>();
    for (const { id, text, file } of operations) {
      const known = texts.get(bare(id)) ?? text;
      if (known !== text) throw new SetupError(`${file}: there is another document with the id ${id}.`);
      texts.set(bare(id), text);
    }
    this.#texts = texts;
  }

  /** The text of the document that a request names or, if it does not, brings. Throws BAD_USER_INPUT. */
  queryOf(params: RequestParams): string | undefined {
    const { query } = params;
    const id = idOf(params);
    // What is no text is refused later, as it came.
    if (id === undefined) return typeof query === 'string' ? (this.#texts.get(bare(query)) ?? query) : query;
    if (typeof id !== 'string') throw badRequest('The id of a persisted operation must be a string.');
    const text = this.#texts.get(bare(id));
    // Whoever brings the text beside does not count on the id.
    if (text !== undefined || query) return text ?? query;
    throw badRequest(
      `The persisted operation ${JSON.stringify(id.slice(0, 100))} is not known here. Send one of those in the server's files.`,
    );
  }
}

function idOf({ documentId, doc_id, id, extensions }: RequestParams): unknown {
  const hash =
    isRecord(extensions) && isRecord(extensions.persistedQuery) && extensions.persistedQuery.sha256Hash;
  return documentId ?? doc_id ?? id ?? (hash || undefined);
}

/** Some write the name of the hash before it, some do not. */
function bare(id: string): string {
  return id.replace(/^sha256:/, '');
}

/** An object that is no list: yoga has not looked at a request's parameters when plugins hear of them. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
