import type { FinishReason, ModelUsageInput } from '../../../client/generated/graphql.ts';
import type { RunResult } from '../../agent.ts';
import { toJson } from './json.ts';

/** Bytes of JSON: the text and the output share one event of 256 KiB. */
const MAX_BYTES = 96 * 1024;

/** A run's result, of which nothing is too large. A text that is has been delivered as a message anyway. */
export function resultOf({
  finishReason,
  finalText,
  output,
  usage,
}: {
  readonly finishReason: FinishReason;
  readonly finalText: string;
  readonly output: unknown;
  readonly usage: readonly ModelUsageInput[];
}): RunResult {
  const text = toJson(finalText, MAX_BYTES);
  const json = toJson(output, MAX_BYTES);
  return {
    finishReason,
    ...(typeof text === 'string' && text !== '' && { finalText: text }),
    ...(json !== undefined && { output: json }),
    usage,
  };
}
