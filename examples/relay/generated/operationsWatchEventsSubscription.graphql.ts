/**
 * @generated SignedSource<<45bae5def5438ac37e13655d2853b2de>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ResetReason = "CURSOR_AHEAD" | "STREAM_REPLACED" | "TRIMMED";
export type operationsWatchEventsSubscription$variables = {
  after?: string | null | undefined;
  runId?: string | null | undefined;
};
export type operationsWatchEventsSubscription$data = {
  readonly agentEvents: {
    readonly __typename: string;
    readonly agent?: {
      readonly name: string;
    };
    readonly cursor?: string;
    readonly id?: string;
    readonly replayed?: number;
    readonly resetReason?: ResetReason;
    readonly runId?: string;
    readonly seq?: number;
    readonly text?: string;
  };
};
export type operationsWatchEventsSubscription = {
  response: operationsWatchEventsSubscription$data;
  variables: operationsWatchEventsSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "after"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "runId"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  },
  {
    "kind": "Variable",
    "name": "runId",
    "variableName": "runId"
  },
  {
    "kind": "Literal",
    "name": "start",
    "value": "EARLIEST"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "__typename",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "cursor",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "seq",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "runId",
  "storageKey": null
},
v7 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
},
v8 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "text",
  "storageKey": null
},
v9 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "replayed",
      "storageKey": null
    }
  ],
  "type": "CaughtUp",
  "abstractKey": null
},
v10 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "resetReason",
      "storageKey": null
    },
    (v4/*:: as any*/)
  ],
  "type": "StreamReset",
  "abstractKey": null
},
v11 = [
  (v3/*:: as any*/)
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsWatchEventsSubscription",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "agentEvents",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              (v3/*:: as any*/),
              (v4/*:: as any*/),
              (v5/*:: as any*/),
              (v6/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "AgentRef",
                "kind": "LinkedField",
                "name": "agent",
                "plural": false,
                "selections": [
                  (v7/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "type": "RunEvent",
            "abstractKey": "__isRunEvent"
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v8/*:: as any*/)
            ],
            "type": "MessageDelta",
            "abstractKey": null
          },
          (v9/*:: as any*/),
          (v10/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "operationsWatchEventsSubscription",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "agentEvents",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              (v3/*:: as any*/),
              (v4/*:: as any*/),
              (v5/*:: as any*/),
              (v6/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "AgentRef",
                "kind": "LinkedField",
                "name": "agent",
                "plural": false,
                "selections": [
                  (v7/*:: as any*/),
                  (v3/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "type": "RunEvent",
            "abstractKey": "__isRunEvent"
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v8/*:: as any*/),
              (v3/*:: as any*/)
            ],
            "type": "MessageDelta",
            "abstractKey": null
          },
          (v9/*:: as any*/),
          (v10/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "AgentCancelled",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "AgentCompleted",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "AgentFailed",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "AgentStarted",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "AgentThinking",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "InputRequired",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "InputResolved",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "ToolCompleted",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "ToolExecuting",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v11/*:: as any*/),
            "type": "ToolProgress",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "ea2b1157d28e25cad3008dc46ae7480f",
    "id": null,
    "metadata": {},
    "name": "operationsWatchEventsSubscription",
    "operationKind": "subscription",
    "text": "subscription operationsWatchEventsSubscription(\n  $after: Cursor\n  $runId: ID\n) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      __isRunEvent: __typename\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n        id\n      }\n    }\n    ... on MessageDelta {\n      text\n      id\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      resetReason\n      cursor\n    }\n    ... on AgentCancelled {\n      id\n    }\n    ... on AgentCompleted {\n      id\n    }\n    ... on AgentFailed {\n      id\n    }\n    ... on AgentStarted {\n      id\n    }\n    ... on AgentThinking {\n      id\n    }\n    ... on InputRequired {\n      id\n    }\n    ... on InputResolved {\n      id\n    }\n    ... on ToolCompleted {\n      id\n    }\n    ... on ToolExecuting {\n      id\n    }\n    ... on ToolProgress {\n      id\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "da77acd674fed9dd0e7bd9fd2de20df5";

export default node;
