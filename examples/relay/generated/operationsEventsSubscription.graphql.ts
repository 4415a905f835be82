/**
 * @generated SignedSource<<187d17899e67bf4db3f3959f54c10f81>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ResetReason = "CURSOR_AHEAD" | "STREAM_REPLACED" | "TRIMMED";
export type operationsEventsSubscription$variables = {
  after?: string | null | undefined;
  runId?: string | null | undefined;
};
export type operationsEventsSubscription$data = {
  readonly agentEvents: {
    readonly __typename: string;
    readonly agent?: {
      readonly name: string;
    };
    readonly cursor?: string;
    readonly finalText?: string | null | undefined;
    readonly id?: string;
    readonly replayed?: number;
    readonly resetReason?: ResetReason;
    readonly runId?: string;
    readonly seq?: number;
    readonly text?: string;
    readonly title?: string | null | undefined;
    readonly toolName?: string;
  };
};
export type operationsEventsSubscription = {
  response: operationsEventsSubscription$data;
  variables: operationsEventsSubscription$variables;
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
  "name": "toolName",
  "storageKey": null
},
v9 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "title",
  "storageKey": null
},
v10 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "text",
  "storageKey": null
},
v11 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "finalText",
  "storageKey": null
},
v12 = {
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
v13 = {
  "kind": "InlineFragment",
  "selections": [
    (v4/*:: as any*/),
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "resetReason",
      "storageKey": null
    }
  ],
  "type": "StreamReset",
  "abstractKey": null
},
v14 = [
  (v3/*:: as any*/)
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsEventsSubscription",
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
              (v8/*:: as any*/),
              (v9/*:: as any*/)
            ],
            "type": "ToolExecuting",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v10/*:: as any*/)
            ],
            "type": "MessageDelta",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v11/*:: as any*/)
            ],
            "type": "AgentCompleted",
            "abstractKey": null
          },
          (v12/*:: as any*/),
          (v13/*:: as any*/)
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
    "name": "operationsEventsSubscription",
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
              (v9/*:: as any*/),
              (v3/*:: as any*/)
            ],
            "type": "ToolExecuting",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v10/*:: as any*/),
              (v3/*:: as any*/)
            ],
            "type": "MessageDelta",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              (v11/*:: as any*/),
              (v3/*:: as any*/)
            ],
            "type": "AgentCompleted",
            "abstractKey": null
          },
          (v12/*:: as any*/),
          (v13/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "AgentCancelled",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "AgentFailed",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "AgentStarted",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "AgentThinking",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "InputRequired",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "InputResolved",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "ToolCompleted",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": (v14/*:: as any*/),
            "type": "ToolProgress",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "633f3b6b7ed340eac14ddca49ef8d63d",
    "id": null,
    "metadata": {},
    "name": "operationsEventsSubscription",
    "operationKind": "subscription",
    "text": "subscription operationsEventsSubscription(\n  $after: Cursor\n  $runId: ID\n) {\n  agentEvents(after: $after, start: EARLIEST, runId: $runId) {\n    __typename\n    ... on RunEvent {\n      __isRunEvent: __typename\n      id\n      cursor\n      seq\n      runId\n      agent {\n        name\n        id\n      }\n    }\n    ... on ToolExecuting {\n      toolName\n      title\n      id\n    }\n    ... on MessageDelta {\n      text\n      id\n    }\n    ... on AgentCompleted {\n      finalText\n      id\n    }\n    ... on CaughtUp {\n      replayed\n    }\n    ... on StreamReset {\n      cursor\n      resetReason\n    }\n    ... on AgentCancelled {\n      id\n    }\n    ... on AgentFailed {\n      id\n    }\n    ... on AgentStarted {\n      id\n    }\n    ... on AgentThinking {\n      id\n    }\n    ... on InputRequired {\n      id\n    }\n    ... on InputResolved {\n      id\n    }\n    ... on ToolCompleted {\n      id\n    }\n    ... on ToolProgress {\n      id\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "46e32ddb7154b0ffb3dfc2dbf1eb1479";

export default node;
