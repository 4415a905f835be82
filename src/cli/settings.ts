import type { Command } from 'commander';
import { Option } from 'commander';
import type { Config, Flags, Mode, Setting } from '../config.ts';
import { readConfig, settings, variableOf } from '../config.ts';

/** Adds a flag for every setting of the mode; each says its variable and its default. */
export function addSettings(command: Command, mode: Mode): Command {
  for (const setting of settings as readonly Setting[]) {
    if (!setting.modes.includes(mode)) continue;
    const fallback = setting.defaults[mode];
    const notes = [variableOf(setting.name), ...(fallback ? [`default: ${fallback}`] : [])].join('; ');
    // A switch that is named is on.
    const value = setting.placeholder === 'on|off' ? '[on|off]' : `<${setting.placeholder}>`;
    command.addOption(
      new Option(`--${setting.name} ${value}`, `${setting.description} (${notes})`).preset('on'),
    );
  }
  return command;
}

/** The configuration that flags and environment make. Throws SetupError. */
export function configOf(mode: Mode, options: Readonly<Record<string, unknown>>): Config {
  const flags: Flags = {};
  for (const { name } of settings) {
    const value = options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') flags[name] = value;
  }
  return readConfig(mode, flags, process.env);
}
