/** What a text says as JSON, or why it is none, in words for people. */
export type JsonInput =
  | { readonly value: unknown; readonly problem: null }
  | { readonly value: undefined; readonly problem: string };

export function jsonInput(text: string): JsonInput {
  try {
    return { value: JSON.parse(text), problem: null };
  } catch (error) {
    return { value: undefined, problem: `This is not JSON: ${(error as Error).message}` };
  }
}
