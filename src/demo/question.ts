import { AgentFailure } from '../publisher/agent.ts';

/** The question that a run was asked: its input, or what that has as `question`. Throws AgentFailure INVALID_INPUT. */
export function questionOf(input: unknown): string {
  const { question } = Object(input) as { readonly question?: unknown };
  if (typeof input === 'string') return input;
  if (typeof question === 'string') return question;
  throw new AgentFailure('INVALID_INPUT', 'Send the question as a string, or as { "question": "…" }.');
}
