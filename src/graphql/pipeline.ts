import type { DocumentNode } from 'graphql';
import { execute, GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createYoga } from 'graphql-yoga';
import type { Broker } from '../broker/broker.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { Context, RequestContext } from './context.ts';
import { subscribe } from './execute.ts';
import type { Report } from './mask.ts';
import { createMask, withCode } from './mask.ts';
import { schema } from './schema.ts';

export interface PipelineOptions {
  readonly broker: Broker;
  readonly feeds: Feeds;
  readonly introspection: boolean;
  /** Exact origins that browsers may call from, beside the own one. */
  readonly allowedOrigins: readonly string[];
  /** Bytes of an HTTP request's body. */
  readonly maxBodyBytes: number;
  readonly report: Report;
  /** What only HTTP needs; runs behind authentication and parsing of the request. */
  readonly plugins: readonly Plugin<object, RequestContext>[];
  readonly now?: () => number;
}

export type Pipeline = ReturnType<typeof createPipeline>;

/**
 * The one way of an operation, whatever transport it came by: parse, validate, context, execute or subscribe,
 * mask. HTTP requests go through it whole, sockets take `getEnveloped` from it.
 */
export function createPipeline(options: PipelineOptions) {
  const {
    broker,
    feeds,
    introspection,
    allowedOrigins,
    maxBodyBytes,
    report,
    plugins,
    now = Date.now,
  } = options;
  const mask = createMask(report);
  return createYoga<RequestContext, Context>({
    schema,
    context: ({ viewer, lastEventId }) => ({ viewer, lastEventId, broker, feeds, now }),
    plugins: [...plugins, useErrorCodes(), ...(introspection ? [] : [useNoIntrospection()]), useGraphqlJs()],
    maskedErrors: { maskError: mask },
    maxRequestBodySize: maxBodyBytes,
    cors: allowedOrigins.length === 0 ? false : (request) => corsFor(request, allowedOrigins),
    // GraphiQL is a page of its own, health checks are ours, and a mutation comes as JSON or not at all.
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/livez/yoga',
    multipart: false,
    batching: false,
    logging: false,
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

/** As a validation rule, so that it holds on sockets too. */
function useNoIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) };
}

/** graphql-js executes, rather than the executor that yoga brings. */
function useGraphqlJs(): Plugin {
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  };
}
