import type { RunAgent } from '../publisher/agent.ts';
import type { DemoAgentOptions } from './agent.ts';
import { demoAgent } from './agent.ts';
import { modelAgent } from './model/agent.ts';
import type { Packages } from './model/packages.ts';
import { INSTALL, isNotInstalled, loadPackages } from './model/packages.ts';
import { describe, modelSettings } from './model/settings.ts';

export interface SetUpOptions extends DemoAgentOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Hears what whoever runs the agent should know, a sentence at a time. */
  readonly tell: (message: string) => void;
}

export interface DemoAgent {
  readonly run: RunAgent;
  /** What it answers by, such as `rules, without a model`. */
  readonly answersBy: string;
}

/** The demo agent: with a model where the environment says which, otherwise by rules. Rejects with SetupError. */
export async function setUpDemo({ env, tell, ...options }: SetUpOptions): Promise<DemoAgent> {
  const settings = modelSettings(env);
  const packages = settings && (await packagesFor(tell));
  if (settings === null || packages === null) {
    return { run: demoAgent(options), answersBy: 'rules, without a model' };
  }
  const run = modelAgent({ ...options, settings, packages, onModelError: tell });
  return { run, answersBy: describe(settings) };
}

async function packagesFor(tell: SetUpOptions['tell']): Promise<Packages | null> {
  try {
    return await loadPackages();
  } catch (error) {
    if (!isNotInstalled(error)) throw error;
    tell(
      `OPENAI_API_KEY is set, but what a model needs is not installed; the demo agent goes by rules. ${INSTALL}`,
    );
    return null;
  }
}
