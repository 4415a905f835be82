/** What a model needs: none of it is a dependency of this package. */
export interface Packages {
  readonly ai: typeof import('ai');
  readonly createOpenAI: typeof import('@ai-sdk/openai').createOpenAI;
  readonly z: typeof import('zod').z;
}

/** Loads them, where they are installed. */
export async function loadPackages(): Promise<Packages> {
  const [ai, { createOpenAI }, { z }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai'),
    import('zod'),
  ]);
  return { ai, createOpenAI, z };
}

/** What to do where they cannot be loaded. */
export const INSTALL = 'npm install ai @ai-sdk/openai zod';

/** Whether an error says that a package is not installed. */
export const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
