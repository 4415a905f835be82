import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import type { createMiddleware } from 'langchain';
import { humanInTheLoopMiddleware } from 'langchain';
import { z } from 'zod';

/** LangChain's types take no usage in an answer, though models give it. */
export const answerOf = (fields: object): AIMessage =>
  new AIMessage(fields as ConstructorParameters<typeof AIMessage>[0]);

export const call = (id: string, name: string, args: Record<string, unknown> = {}) => ({ id, name, args });

export const ask = (text: string) => ({ messages: [new HumanMessage(text)] });

/** The config of a conversation of its own. */
export const thread = () => ({ configurable: { thread_id: crypto.randomUUID() } });

export const search = tool(async ({ q }: { q: string }) => ({ found: [q] }), {
  name: 'search',
  description: 'Searches.',
  schema: z.object({ q: z.string() }),
});

export const fail = tool(
  async (): Promise<string> => {
    throw new Error('The disk is full.');
  },
  { name: 'fail', description: 'Fails.', schema: z.object({}) },
);

/** A tool that keeps what it removed. */
export function removing() {
  const removed: string[] = [];
  const remove = tool(
    async ({ path }: { path: string }) => {
      removed.push(path);
      return 'removed';
    },
    { name: 'remove', description: 'Removes.', schema: z.object({ path: z.string() }) },
  );
  return { remove, removed };
}

/** Has a person asked before the tool runs. langchain's types do not hold with `exactOptionalPropertyTypes`. */
export const reviewing = (toolName: string): AnyMiddleware =>
  humanInTheLoopMiddleware({ interruptOn: { [toolName]: true } } as never) as unknown as AnyMiddleware;

type AnyMiddleware = ReturnType<typeof createMiddleware>;
