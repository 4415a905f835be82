import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import { makeExecutableSchema } from '@graphql-tools/schema';
import express from 'express';
import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serve } from '../control.ts';
import { Source, typeDefs } from './source.mjs';

/**
 * As Apollo Server's documentation sets up subscriptions, with graphql-ws and graphql-subscriptions
 * (apollographql.com/docs/apollo-server/data/subscriptions).
 */

const pubsub = new PubSub();
const topicOf = (userId) => `AGENT_EVENTS ${userId}`;
const source = new Source((userId, event) => pubsub.publish(topicOf(userId), { agentEvents: event }));

const schema = makeExecutableSchema({
  typeDefs,
  resolvers: {
    Mutation: { publishEvents: (_root, { input }) => source.publishEvents(input) },
    Subscription: {
      agentEvents: {
        subscribe: (_root, _args, { userId }) => pubsub.asyncIterableIterator([topicOf(userId)]),
      },
    },
  },
});

const app = express();
const http = createServer(app);
const server = new WebSocketServer({ server: http, path: '/graphql' });
const cleanup = useServer({ schema, context: (ctx) => ({ userId: ctx.connectionParams?.userId }) }, server);

const apollo = new ApolloServer({
  schema,
  plugins: [
    ApolloServerPluginDrainHttpServer({ httpServer: http }),
    { serverWillStart: async () => ({ drainServer: async () => cleanup.dispose() }) },
  ],
});
await apollo.start();
app.use('/graphql', express.json(), expressMiddleware(apollo));

http.listen(0, '127.0.0.1', () => serve({ ...source, port: http.address().port }));
