import type { AgentErrorCode, ModelUsageInput } from '../../../client/generated/graphql.ts';
import { AgentFailure } from '../../agent.ts';

/** Shown to the user, so none of them says what a provider said. */
const messages = {
  MODEL_ERROR: 'The model failed.',
  RATE_LIMITED: 'The model takes no more requests for now.',
  CONTEXT_OVERFLOW: 'The conversation is too long for the model.',
  TIMEOUT: 'The model took too long.',
} as const satisfies Partial<Record<AgentErrorCode, string>>;

type ModelErrorCode = keyof typeof messages;

/**
 * What a model's or its provider's error means for the run. The error itself is its `cause`. `retryable` is what the
 * framework knows of it, if it knows anything.
 */
export function modelFailure(
  error: unknown,
  usage: readonly ModelUsageInput[] = [],
  retryable?: boolean,
): AgentFailure {
  const status = statusOf(error);
  const providerCode = providerCodeOf(error);
  const code = codeOf(error, status, providerCode);
  return new AgentFailure(code, messages[code], {
    retryable: retryable ?? isRetryable(error, code, status, providerCode),
    providerCode,
    usage,
    cause: error,
  });
}

function codeOf(error: unknown, status: number | null, providerCode: string | null): ModelErrorCode {
  const said = `${field(error, 'name')} ${field(error, 'lc_error_code')} ${providerCode}`;
  if (/context_?(length|window|overflow)|prompt_too_long/i.test(said)) return 'CONTEXT_OVERFLOW';
  if (status === 429 || /rate_?limit|quota/i.test(said)) return 'RATE_LIMITED';
  if (status === 408 || status === 504 || /timeout/i.test(said)) return 'TIMEOUT';
  return 'MODEL_ERROR';
}

function isRetryable(
  error: unknown,
  code: ModelErrorCode,
  status: number | null,
  providerCode: string | null,
): boolean {
  // Status 429 as well, but waiting does not fill an account.
  if (providerCode === 'insufficient_quota') return false;
  const said = field(error, 'isRetryable');
  if (typeof said === 'boolean') return said;
  if (code === 'RATE_LIMITED' || code === 'TIMEOUT') return true;
  return status !== null && (status === 409 || status >= 500);
}

function statusOf(error: unknown): number | null {
  const found = [
    field(error, 'statusCode'),
    field(error, 'status'),
    field(field(error, 'response'), 'status'),
  ].find((status) => typeof status === 'number');
  return (found as number | undefined) ?? null;
}

/** Such as `context_length_exceeded`, where SDKs of providers keep it. */
function providerCodeOf(error: unknown): string | null {
  const data = field(field(error, 'data'), 'error');
  const body = field(error, 'error');
  const found = [error, body, data, field(body, 'error')]
    .flatMap((where) => [field(where, 'code'), where === error ? undefined : field(where, 'type')])
    .find((code) => typeof code === 'string' && code !== '');
  return (found as string | undefined) ?? null;
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}
