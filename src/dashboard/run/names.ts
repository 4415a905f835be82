import type {
  AgentErrorCode,
  CancelReason,
  FinishReason,
  InputKind,
  InputResolution,
  ThinkingKind,
  ToolStatus,
} from '../generated/graphql.ts';

/** What the values of the API are called on the page. */

export const thinkingNames: Readonly<Record<ThinkingKind, string>> = {
  REASONING: 'Reasoning',
  SUMMARY: 'Summary of reasoning',
  STATUS: 'Status',
};

export const toolStatusNames: Readonly<Record<ToolStatus, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  DENIED: 'Denied',
  CANCELLED: 'Cancelled',
  UNKNOWN: 'Not known',
};

export const inputNames: Readonly<Record<InputKind, string>> = {
  TOOL_APPROVAL: 'Approval of a tool call',
  QUESTION: 'A question',
  CONFIRMATION: 'A confirmation',
  AUTHORIZATION: 'An authorization',
  OTHER: 'Input',
};

export const resolutionNames: Readonly<Record<InputResolution, string>> = {
  ANSWERED: 'Answered',
  APPROVED: 'Approved',
  DENIED: 'Denied',
  EXPIRED: 'Expired',
  ABANDONED: 'Abandoned',
};

export const finishNames: Readonly<Record<FinishReason, string>> = {
  STOP: 'Done',
  LENGTH: 'Length limit reached',
  CONTENT_FILTER: 'Stopped by a content filter',
  HANDED_OFF: 'Handed off to another agent',
  OTHER: 'Other',
};

export const cancelNames: Readonly<Record<CancelReason, string>> = {
  USER: 'Cancelled by the user',
  SUPERSEDED: 'Superseded by a newer run',
  PARENT_ENDED: 'The parent run ended',
  SHUTDOWN: 'The worker was shut down',
  OTHER: 'Cancelled for another reason',
};

export const errorNames: Readonly<Record<AgentErrorCode, string>> = {
  MODEL_ERROR: 'The model or its provider failed',
  RATE_LIMITED: 'The model’s provider refused more requests',
  CONTEXT_OVERFLOW: 'The conversation no longer fits the model’s context',
  MAX_STEPS: 'The agent used up its steps',
  BUDGET_EXCEEDED: 'The run used up its budget',
  TIMEOUT: 'The run took too long',
  TOOL_ERROR: 'A tool failed',
  GUARDRAIL_BLOCKED: 'A guardrail stopped the run',
  INVALID_INPUT: 'The run cannot work on its input',
  WORKER_LOST: 'The worker was lost',
  INTERNAL: 'The worker failed',
};
