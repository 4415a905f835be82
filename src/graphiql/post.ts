import { shownErrors } from './hints.ts';
import type { Operation } from './operation.ts';

const ACCEPT = 'application/graphql-response+json, application/json';

/** Runs a query or mutation over HTTP. What goes wrong is in the result, in words. */
export async function post(operation: Operation, headers: Record<string, string>): Promise<object> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { Accept: ACCEPT, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(operation),
    });
    return await readResult(response);
  } catch (error) {
    return shownErrors([{ message: `The request failed: ${(error as Error).message}` }]);
  }
}

async function readResult(response: Response): Promise<object> {
  const text = await response.text();
  try {
    const result = JSON.parse(text);
    return result.errors ? { ...shownErrors(result.errors), ...result } : result;
  } catch {
    return shownErrors([{ message: `The server answered ${response.status}, and no JSON: ${text}` }]);
  }
}
