import type {
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
