const EVENT_FIELDS = `    __typename
    ... on RunEvent { seq occurredAt runId agent { name } cursor }
    ... on AgentThinking { text }
    ... on ToolExecuting { toolName title input }
    ... on ToolCompleted { toolName status durationMs toolError { message } }
    ... on MessageDelta { text }
    ... on InputRequired { interruptId inputKind prompt }
    ... on InputResolved { interruptId resolution }
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
# the pink button. Is nothing at work? The tab
# "Start" starts something.
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

const start = `# Ask the workers of an agent for a run. It is QUEUED
# until one of them takes it, and fails if none does
# in time. Watch it in the tab "Live".
#
# With a runId of your own in the input, it can be
# sent again after a lost answer and starts nothing
# twice.
mutation Start($input: StartRunInput!) {
  startRun(input: $input) {
    run {
      id
      status
      threadId
      # What happens to it comes behind this.
      cursor
    }
  }
}
`;

const cancel = `# Ask a run to stop. Its end follows from the worker,
# or from the server if the worker does not react.
mutation Cancel($runId: ID!) {
  cancelRun(runId: $runId) {
    run { status }
    cursor
  }
}
`;

const answer = `# Answer what a run waits for: the runId and the
# interruptId of an InputRequired, which the tab
# "Live" shows. The resolution is APPROVED, DENIED,
# or ANSWERED with a "response".
#
# The first answer counts, on whatever device.
mutation Answer($input: ResolveInputInput!) {
  resolveInput(input: $input) {
    run { status }
    cursor
  }
}
`;

const worker = `# What the workers of an agent are asked to do: what
# is still open, then what comes. In the docs of the
# project, "workers" says what to publish then.
#
# A user's token is refused here: it needs the scopes
# of a worker. Put one that "agentwire dev" printed
# into the field at the top.
subscription Worker($agent: String!, $after: Cursor) {
  workerCommands(agent: $agent, after: $after) {
    __typename
    ... on RunRequested { userId runId threadId input requestedAt cursor }
    ... on CancelRequested { userId runId requestedAt cursor }
    ... on InputSubmitted { userId runId interruptId resolution response cursor }
    ... on CaughtUp { replayed cursor }
    ... on StreamReset { resetReason cursor }
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
  { query: start, variables: json({ input: { agent: 'demo', input: 'What happens to a slow reader?' } }) },
  { query: cancel, variables: json({ runId: '' }) },
  {
    query: answer,
    variables: json({ input: { runId: '', interruptId: '', resolution: 'APPROVED', response: null } }),
  },
  { query: worker, variables: json({ agent: 'demo', after: null }) },
];
