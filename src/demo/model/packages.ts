/** What a model needs, loaded only where there is one: none of it is a dependency of this package. */
export async function loadPackages() {
  const [ai, { createOpenAI }, { z }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai'),
    import('zod'),
  ]);
  return { ai, createOpenAI, z };
}

export type Packages = Awaited<ReturnType<typeof loadPackages>>;

/** What to do where they cannot be loaded. */
export const INSTALL = 'npm install ai @ai-sdk/openai zod';

/** Whether an error says that a package is not installed. */
export const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
