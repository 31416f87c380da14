import type { Setting } from '@sparring/contracts';
import { Command } from 'commander';
import { allowedValues, readSettingArguments } from '../../config/settings.js';
import { partnerModules } from '../../generated/partners.js';
import type { SettingsByPartner, SettingsOption } from '../../lanes/literal-types.js';
import { type ControlInput, controlling, controlOptions, printResult } from './connect.js';
import { group } from './group.js';
import { type Column, writeTable } from './table.js';

/** As `settings set` takes them; `null` is written as `off`. */
function inWords(settings: SettingsByPartner): string {
  const lines = Object.entries(settings).flatMap(([partner, values]) =>
    Object.entries(values).map(([name, value]) => `${partner}.${name}=${String(value ?? 'off')}`),
  );
  return lines.join('\n');
}

interface KnownSetting extends Setting {
  readonly name: string;
}

const KNOWN: readonly KnownSetting[] = partnerModules.flatMap(({ contract }) =>
  Object.entries(contract.settings).map(([name, setting]) => ({ ...setting, name: `${contract.name}.${name}` })),
);

const COLUMNS: readonly Column<KnownSetting>[] = [
  ['setting', ({ name }) => name],
  ['default', ({ default: value }) => String(value ?? 'off')],
  ['takes', allowedValues],
  ['why', ({ why }) => why],
];

const defaults = () =>
  Object.fromEntries(
    partnerModules.map(({ contract }) => {
      const values = Object.entries(contract.settings).map(([name, setting]) => [name, setting.default] as const);
      return [contract.name, Object.fromEntries(values)] as const;
    }),
  );

/** The settings that a simulator can be started with. */
function listKnown(input: ControlInput, url: string): void {
  process.stderr.write(`sparring: no simulator runs at ${url}; these are the settings that one can be started with\n`);
  printResult(input, defaults(), () => writeTable(KNOWN, COLUMNS, 'There are no settings.'));
}

/** `sparring settings`. */
export function settingsCommand(): Command {
  const list = controlOptions(new Command('list'))
    .description('list the settings and their values; without a running simulator, what each means and its default')
    .action((input: ControlInput) =>
      controlling(
        input,
        async (control) => {
          const settings = await control.settings();
          printResult(input, settings, () => inWords(settings));
        },
        (url) => listKnown(input, url),
      ),
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
