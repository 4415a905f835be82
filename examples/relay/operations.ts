import { graphql } from 'relay-runtime';

// What the Relay compiler reads. Built with Relay's plugin for Babel or SWC, an app imports these; Node, which runs
// this example as it is, imports what is compiled from them.

export const eventsSubscription = graphql`
  subscription operationsEventsSubscription($after: Cursor, $runId: ID) {
    agentEvents(after: $after, start: EARLIEST, runId: $runId) {
      __typename
      ... on RunEvent {
        id
        cursor
        seq
        runId
        agent {
          name
        }
      }
      ... on ToolExecuting {
        toolName
        title
      }
      ... on MessageDelta {
        text
      }
      ... on AgentCompleted {
        finalText
      }
      ... on CaughtUp {
        replayed
      }
      ... on StreamReset {
        cursor
        resetReason
      }
    }
  }
`;

export const runQuery = graphql`
  query operationsRunQuery($id: ID!) {
    run(id: $id) {
      id
      cursor
      status
      messages {
        id
        text
      }
    }
  }
`;
