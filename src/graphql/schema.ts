import { readFileSync } from 'node:fs';
import { createSchema } from 'graphql-yoga';
import type { Context } from './context.ts';
import { Mutation } from './mutation.ts';
import { Query, Viewer } from './query.ts';
import { Run } from './run.ts';
import { Cursor, DateTime, JSONValue } from './scalars.ts';
import { Subscription } from './subscription.ts';

// The package has the file at its root, two folders above this one in sources and build alike.
const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

export const schema = createSchema<Context>({
  typeDefs,
  resolvers: { Cursor, DateTime, JSON: JSONValue, Mutation, Query, Run, Subscription, Viewer },
  // Events and runs say by themselves what they are.
  resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
});
