import { SetupError } from '../../errors.ts';

/** Which model answers, and where it is. */
export interface ModelSettings {
  readonly apiKey: string;
  /** Of the API; OpenAI's own where it is undefined. */
  readonly baseUrl: string | undefined;
  readonly model: string;
}

const DEFAULT_MODEL = 'gpt-5-mini';

/**
 * The model that OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL say; null without a key. Throws SetupError for a
 * base URL that is none.
 */
export function modelSettings(env: NodeJS.ProcessEnv): ModelSettings | null {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = env;
  if (!apiKey) return null;
  if (baseUrl && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new SetupError('OPENAI_BASE_URL must be an http or https URL.');
  }
  return { apiKey, baseUrl: baseUrl || undefined, model: model || DEFAULT_MODEL };
}

/** The model's name and host: what a URL may hold beside is nobody's to read. */
export function describe({ baseUrl, model }: ModelSettings): string {
  return `${model} at ${new URL(baseUrl ?? 'https://api.openai.com').host}`;
}
