import type { ServerResponse } from 'node:http';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../graphql/context.ts';
import type { Mask } from '../graphql/mask.ts';
import type { RequestParams } from '../graphql/persisted.ts';
import { isRecord } from '../graphql/persisted.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import type { Arrival } from './arrival.ts';
import { arrivalOf } from './arrival.ts';
import { isJson } from './json-only.ts';

type Execute = () => Promise<ExecutionResult>;

/**
 * Answers a query or a mutation that is in order in every respect, as those of publishers are. False for all else:
 * yoga is to answer it, and to execute it unless `arrival.result` is there. Yoga would answer the same to any, at more
 * cost (docs/decisions/0020).
 */
export async function answerPlainly(
  pipeline: Pipeline,
  mask: Mask,
  arrival: Arrival,
  res: ServerResponse,
): Promise<boolean> {
  const contentType = contentTypeFor(arrival);
  // Whatever is wrong, yoga finds it once more, and says so.
  const execute = contentType && (await prepare(pipeline, arrival).catch(() => null));
  if (!execute) return false;
  const result = await execute().catch((error): ExecutionResult => ({ errors: [mask(error)] }));
  arrival.result = result;
  if (result.errors !== undefined) return false;
  res.setHeader('Content-Type', `${contentType}; charset=utf-8`);
  res.end(JSON.stringify(result));
  return true;
}

/** Has yoga answer with what a request was executed to. */
export function useResults(): Plugin<object, RequestContext> {
  return {
    onParams({ context, setResult }) {
      const { result } = arrivalOf(context);
      if (result !== null) setResult(result);
    },
  };
}

/** By what clients accept, in their words. */
const contentTypes: Readonly<Record<string, string>> = {
  '*/*': 'application/json',
  'application/json': 'application/json',
  'application/json, text/plain, */*': 'application/json',
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/graphql-response+json, application/json': 'application/graphql-response+json',
};

/** What to answer with; undefined unless it is a POST of JSON, by no page of another origin, that wants JSON. */
function contentTypeFor({ request: { method, url, headers } }: Arrival): string | undefined {
  const { accept = '*/*', 'content-type': contentType = '', origin } = headers;
  const isPlain = method === 'POST' && url === '/graphql' && origin === undefined && isJson(contentType);
  return isPlain && Object.hasOwn(contentTypes, accept) ? contentTypes[accept] : undefined;
}

/** Resolves to null or rejects where there is something that yoga has to look at. */
async function prepare(pipeline: Pipeline, arrival: Arrival): Promise<Execute | null> {
  const { viewer } = await arrival.session();
  const params: unknown = JSON.parse(await arrival.body());
  if (!isInOrder(params)) return null;
  const query = pipeline.queryOf(params);
  if (typeof query !== 'string') return null;
  const { schema, parse, validate, contextFactory, execute } = pipeline.getEnveloped({
    viewer,
    lastEventId: null,
    extendSession: null,
  });
  const document = parse(query);
  const { variables, operationName } = params;
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  if (validate(schema, document).length > 0) return null;
  const contextValue = await contextFactory();
  const args: ExecutionArgs = { schema, document, operationName, variableValues: variables, contextValue };
  return async () => execute(args);
}

interface Params extends RequestParams {
  readonly variables?: ExecutionArgs['variableValues'];
  readonly operationName?: string | null;
}

const parameters = ['query', 'operationName', 'variables', 'extensions', 'documentId', 'doc_id', 'id'];

function isInOrder(params: unknown): params is Params {
  if (!isRecord(params)) return false;
  const { variables = null, extensions = null } = params;
  return (
    Object.keys(params).every((name) => parameters.includes(name)) &&
    (variables === null || isRecord(variables)) &&
    (extensions === null || isRecord(extensions))
  );
}
