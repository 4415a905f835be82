import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { serve } from '../control.ts';
import { Source, typeDefs } from './source.mjs';

/**
 * As Yoga's documentation sets up subscriptions: server-sent events by itself, and WebSockets with graphql-ws
 * (the-guild.dev/graphql/yoga-server/docs/features/subscriptions).
 */

const pubSub = createPubSub();
const source = new Source((userId, event) => pubSub.publish('agentEvents', userId, event));

const yoga = createYoga({
  logging: 'warn',
  schema: createSchema({
    typeDefs,
    resolvers: {
      Mutation: { publishEvents: (_root, { input }) => source.publishEvents(input) },
      Subscription: {
        agentEvents: {
          subscribe: (_root, _args, { connectionParams, request }) =>
            pubSub.subscribe('agentEvents', connectionParams?.userId ?? request.headers.get('x-user-id')),
          resolve: (event) => event,
        },
      },
    },
  }),
});

const http = createServer(yoga);
const server = new WebSocketServer({ server: http, path: yoga.graphqlEndpoint });

useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    onSubscribe: async (ctx, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...ctx,
        req: ctx.extra.request,
        socket: ctx.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
  },
  server,
);

http.listen(0, '127.0.0.1', () => serve({ ...source, port: http.address().port }));
