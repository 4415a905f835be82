const EVENT_FIELDS = `    __typename
    ... on RunEvent { seq occurredAt runId agent { name } cursor }
    ... on AgentThinking { text }
    ... on ToolExecuting { toolName title input }
    ... on ToolCompleted { toolName status durationMs toolError { message } }
    ... on MessageDelta { text }
    ... on InputRequired { prompt }
    ... on AgentCompleted { finishReason finalText }
    ... on AgentFailed { error { code message } }
    ... on CaughtUp { replayed cursor }
    ... on StreamReset { resetReason cursor }`;

const runs = `# Your newest runs, and what they are doing.
# Run it with the pink button, or Ctrl-Enter.
# Ctrl-Space says what else there is to select,
# and the book on the left has all of it.
query Runs {
  runs(first: 10) {
    nodes {
      id
      status
      activity
      startedAt
      durationMs
      agent { name }
      finalText
    }
  }
}
`;

const live = `# What your agents do from now on: the list on the
# right grows as it happens, until you stop it with
# the pink button. Is nothing at work? This starts
# something:  agentwire demo
#
# With a variable for "after", and the cursor of
# every event, a lost connection is taken up again
# exactly where it broke.
subscription Live($after: Cursor) {
  agentEvents(after: $after, coalesceMs: 250) {
${EVENT_FIELDS}
  }
}
`;

const replay = `# All events that are stored, the oldest first. When
# you have seen all of them, CaughtUp says so, and
# what follows is live.
#
# Put the cursor of an event under "after" in the
# variables below: it goes on behind that event.
subscription Replay($after: Cursor) {
  agentEvents(after: $after, start: EARLIEST, coalesceMs: 250) {
${EVENT_FIELDS}
  }
}
`;

const detail = `# One run as it stands now. Put the id of a run into
# the variables below; the tab "Runs" lists some.
query Run($id: ID!) {
  run(id: $id) {
    status
    activity
    agent { name }
    messages { text }
    toolCalls { name title status durationMs error { message } }
    finalText
    error { code message }
    usage { model inputTokens outputTokens }
    # Subscribe with this as "after" to miss nothing
    # of what comes next.
    cursor
  }
}
`;

const json = (variables: object) => JSON.stringify(variables, null, 2);

/** The tabs that a newcomer finds. */
export const exampleTabs = [
  { query: runs },
  { query: live },
  { query: replay, variables: json({ after: null }) },
  { query: detail, variables: json({ id: '' }) },
];
