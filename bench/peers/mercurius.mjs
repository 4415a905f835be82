import Fastify from 'fastify';
import mercurius from 'mercurius';
import { serve } from '../control.ts';
import { Source, typeDefs } from './source.mjs';

/** As Mercurius's documentation sets up subscriptions (mercurius.dev/#/docs/subscriptions). */

const app = Fastify();
const topicOf = (userId) => `AGENT_EVENTS ${userId}`;
const source = new Source((userId, event) =>
  app.graphql.pubsub.publish({ topic: topicOf(userId), payload: { agentEvents: event } }),
);

app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Mutation: { publishEvents: (_root, { input }) => source.publishEvents(input) },
    Subscription: {
      agentEvents: {
        subscribe: (_root, _args, { pubsub, userId }) => pubsub.subscribe(topicOf(userId)),
      },
    },
  },
  subscription: { onConnect: ({ payload }) => ({ userId: payload.userId }) },
});

await app.listen({ port: 0, host: '127.0.0.1' });
serve({ ...source, port: app.server.address().port });
