import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createYoga } from 'graphql-yoga';
import type { Revocations } from '../auth/revocations.ts';
import type { Broker } from '../broker/broker.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { Context, RequestContext } from './context.ts';
import { costOf } from './cost.ts';
import { Documents } from './documents.ts';
import { subscribe } from './execute.ts';
import type { DocumentLimits } from './limits.ts';
import { limitError } from './limits.ts';
import type { Mask, Report } from './mask.ts';
import { createMask, withCode } from './mask.ts';
import { Operations } from './operations.ts';
import type { PersistedOptions, RequestParams } from './persisted.ts';
import { isRecord, OperationIds } from './persisted.ts';
import { Queueing } from './queueing.ts';
import { ResponseChecks } from './response-schema.ts';
import { schema } from './schema.ts';
import { SelectionCache } from './selection-cache.ts';

export interface PipelineOptions {
  readonly broker: Broker;
  readonly feeds: Feeds;
  readonly revocations: Revocations;
  readonly noteRevocation: Context['noteRevocation'];
  readonly runs: Context['runs'];
  readonly introspection: boolean;
  readonly documents: DocumentLimits;
  /** Default: none, and anything runs. */
  readonly persisted?: PersistedOptions;
  /** Exact origins that browsers may call from, beside the own one. */
  readonly allowedOrigins: readonly string[];
  readonly report: Report;
  /** What only HTTP needs; runs behind authentication and parsing of the request. */
  readonly plugins: readonly Plugin<object, RequestContext>[];
  readonly now?: () => number;
}

export type Pipeline = ReturnType<typeof createPipeline>;

/**
 * The one way of an operation, whatever transport it came by: parse, validate, context, execute or subscribe,
 * mask. HTTP requests go through it whole, sockets take `getEnveloped` from it. Throws SetupError for a persisted
 * operation that could not run.
 */
export function createPipeline(options: PipelineOptions) {
  const {
    broker,
    feeds,
    revocations,
    noteRevocation,
    runs,
    introspection,
    documents: limits,
    persisted = { operations: [], only: false },
    allowedOrigins,
    report,
    plugins,
    now = Date.now,
  } = options;
  const mask = createMask(report);
  const queueing = new Queueing(runs.maxQueued);
  const responses = new ResponseChecks();
  const ids = new OperationIds(persisted.operations);
  const documents = new Documents({ limits, persisted, introspection });
  const yoga = createYoga<RequestContext, Context>({
    schema,
    context: ({ viewer, lastEventId, extendSession }) => ({
      viewer,
      lastEventId,
      extendSession,
      broker,
      feeds,
      revocations,
      noteRevocation,
      runs,
      queueing,
      responses,
      now,
    }),
    plugins: [
      ...plugins,
      useOperationIds(ids),
      useErrorCodes(),
      useDocuments(documents),
      useExecution({ limits, mask, suggestions: introspection }),
    ],
    // Documents are kept by Documents, which knows how much that may be.
    parserAndValidationCache: false,
    maskedErrors: { maskError: mask },
    // Bodies are read, and measured, before.
    maxRequestBodySize: false,
    cors: allowedOrigins.length === 0 ? false : (request) => corsFor(request, allowedOrigins),
    // GraphiQL is a page of its own, health checks are ours, and a mutation comes as JSON or not at all.
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/livez/yoga',
    multipart: false,
    batching: false,
    logging: false,
  });
  return Object.assign(yoga, {
    /** The text of the document that a request is about; throws a GraphQLError for an id that is not known. */
    queryOf: (params: RequestParams) => ids.queryOf(params),
    /** Ends what it has started. */
    close: () => responses.close(),
  });
}

/** One origin at a time: to any that is not in a list, yoga answers `null`, which is what sandboxed pages have. */
function corsFor({ headers }: Request, allowedOrigins: readonly string[]) {
  const origin = headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return false;
  return {
    origin: [origin],
    credentials: false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Last-Event-ID'],
  };
}

/** Syntax and validation errors get a code as all others do. */
function useErrorCodes(): Plugin {
  return {
    onParse: () => (payload) => {
      const error: unknown = payload.result;
      if (error instanceof GraphQLError)
        payload.replaceParseResult(withCode(error) as unknown as DocumentNode);
    },
    onValidate: () => (payload) => {
      if (!payload.valid) payload.setResult((payload.result as GraphQLError[]).map(withCode));
    },
  };
}

/** Puts the document in the place of its id. */
function useOperationIds(ids: OperationIds): Plugin {
  return {
    onParams({ request, params, setParams }) {
      if (!isRecord(params)) return;
      // Of a GET, yoga reads no more than it knows itself.
      const search = request.method === 'GET' ? new URL(request.url).searchParams : [];
      const named: RequestParams = { ...Object.fromEntries(search), ...params };
      const { documentId: _documentId, doc_id: _docId, id: _id, ...rest } = params as RequestParams;
      setParams({ ...rest, query: ids.queryOf(named) } as typeof params);
    },
  };
}

/** Parses and validates, within the limits, whatever the transport. */
function useDocuments(documents: Documents): Plugin {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => documents.parse(String(source))),
    onValidate: ({ setValidationFn }) => setValidationFn((_schema, document) => documents.validate(document)),
  };
}

interface ExecutionOptions {
  readonly limits: DocumentLimits;
  readonly mask: Mask;
  readonly suggestions: boolean;
}

/** graphql-js executes, rather than the executor that yoga brings; nothing that costs too much. */
function useExecution({ limits, mask, suggestions }: ExecutionOptions): Plugin {
  const hideSuggestions = !suggestions;
  const operations = new Operations();
  const selections = new SelectionCache();
  const refuse = (args: ExecutionArgs): ExecutionResult | null => {
    const cost = costOf(args);
    return cost > limits.cost ? { errors: [limitError('cost', limits, cost)] } : null;
  };
  return {
    onExecute: ({ setExecuteFn }) =>
      setExecuteFn((args) => refuse(args) ?? operations.execute({ ...args, hideSuggestions })),
    onSubscribe: ({ setSubscribeFn }) =>
      setSubscribeFn((args) => refuse(args) ?? subscribe({ ...args, hideSuggestions }, selections, mask)),
  };
}
