/**
 * @generated SignedSource<<ef0cd0c8ad2c535d233a0a32b61ac95d>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type RunStatus = "CANCELLED" | "COMPLETED" | "FAILED" | "QUEUED" | "RUNNING" | "WAITING_FOR_INPUT";
export type operationsRunQuery$variables = {
  id: string;
};
export type operationsRunQuery$data = {
  readonly run: {
    readonly cursor: string;
    readonly id: string;
    readonly messages: ReadonlyArray<{
      readonly id: string;
      readonly text: string;
    }>;
    readonly status: RunStatus;
  } | null | undefined;
};
export type operationsRunQuery = {
  response: operationsRunQuery$data;
  variables: operationsRunQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "Run",
    "kind": "LinkedField",
    "name": "run",
    "plural": false,
    "selections": [
      (v1/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "status",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "Message",
        "kind": "LinkedField",
        "name": "messages",
        "plural": true,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "text",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsRunQuery",
    "selections": (v2/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "operationsRunQuery",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "6cbae9094a2bad38bdce7e86f08d827d",
    "id": null,
    "metadata": {},
    "name": "operationsRunQuery",
    "operationKind": "query",
    "text": "query operationsRunQuery(\n  $id: ID!\n) {\n  run(id: $id) {\n    id\n    cursor\n    status\n    messages {\n      id\n      text\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "c1795ff2335e4a95d382c6101fd41f77";

export default node;
