import { Command } from 'commander';
import { readSettingArguments } from '../../config/settings.js';
import type { SettingsByPartner, SettingsOption } from '../../lanes/literal-types.js';
import { type ControlInput, controlling, controlOptions, printResult } from './connect.js';
import { group } from './group.js';

/** As `settings set` takes them; `null` is written as `off`. */
function inWords(settings: SettingsByPartner): string {
  const lines = Object.entries(settings).flatMap(([partner, values]) =>
    Object.entries(values).map(([name, value]) => `${partner}.${name}=${String(value ?? 'off')}`),
  );
  return lines.join('\n');
}

/** `sparring settings`. */
export function settingsCommand(): Command {
  const list = controlOptions(new Command('list'))
    .description('list the settings and their values')
    .action((input: ControlInput) =>
      controlling(input, async (control) => {
        const settings = await control.settings();
        printResult(input, settings, () => inWords(settings));
      }),
    );
  const set = controlOptions(new Command('set'))
    .description('change settings, all or none of them')
    .argument('<partner.setting=value...>')
    .action((texts: readonly string[], input: ControlInput) =>
      controlling(input, async (control) => {
        await control.configureAll(readSettingArguments(texts, 'settings set') as SettingsOption);
        printResult(input, await control.settings(), () => `Changed ${texts.join(', ')}`);
      }),
    );
  return group('settings', 'change what the documents of the partners leave open, in a running simulator', [list, set]);
}
