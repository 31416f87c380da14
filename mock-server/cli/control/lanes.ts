import { Command } from 'commander';
import type { RemoteLane } from '../../client/control.js';
import { clientVariables } from '../../config/client-variables.js';
import { readSettingArguments } from '../../config/settings.js';
import type { SettingsOption } from '../../lanes/literal-types.js';
import { collect } from '../arguments.js';
import { type FormatName, formatOption, VARIABLE_FORMATS } from '../variable-formats.js';
import { type ControlInput, controlling, controlOptions, printResult } from './connect.js';
import { group } from './group.js';

interface LaneInput extends ControlInput {
  readonly format: FormatName;
}

interface CreateInput extends LaneInput {
  readonly name?: string;
  readonly seed?: string;
  readonly set: readonly string[];
}

/** Prints the variables that a client of a lane needs. */
function printLane(lane: RemoteLane, { format: asked, json }: LaneInput): void {
  const format = VARIABLE_FORMATS[json ? 'json' : asked];
  const variables = clientVariables(lane.url, lane.credentials, { format: format.keys, type: 'pkcs8' });
  process.stdout.write(format.write(variables.set('SPARRING_LANE', lane.name)));
}

function createCommand(): Command {
  return controlOptions(new Command('create'))
    .description('create a lane and print the variables of its clients: eval "$(sparring lanes create)"')
    .option('--name <name>', '1 to 64 letters, digits, dots, underscores and hyphens (default: lane-1 and so on)')
    .option(
      '--seed <text>',
      'make the answers of the lane reproducible, and its generated credentials except for RSA keys',
    )
    .option('--set <partner.setting=value>', 'change a setting of the lane; can be repeated', collect, [])
    .addOption(formatOption())
    .action((input: CreateInput) =>
      controlling(input, async (control) => {
        const { name, seed, set } = input;
        const settings = readSettingArguments(set) as SettingsOption;
        const given = { ...(name === undefined ? {} : { name }), ...(seed === undefined ? {} : { seed }), settings };
        printLane(await control.createLane(given), input);
      }),
    );
}

function showCommand(): Command {
  return controlOptions(new Command('show'))
    .description('print the variables of the clients of a lane')
    .argument('<name>')
    .addOption(formatOption())
    .action((name: string, input: LaneInput) =>
      controlling(input, async (control) => printLane(await control.lane(name), input)),
    );
}

function deleteCommand(): Command {
  return controlOptions(new Command('delete'))
    .description('delete lanes and everything in them')
    .argument('<names...>')
    .action((names: readonly string[], input: ControlInput) =>
      controlling(input, async (control) => {
        for (const name of names) await control.deleteLane(name);
        printResult(input, { deleted: names }, () => `Deleted ${names.join(', ')}`);
      }),
    );
}

/** `sparring lanes`. */
export function lanesCommand(): Command {
  const list = controlOptions(new Command('list'))
    .description('list the lanes')
    .action((input: ControlInput) =>
      controlling(input, async (control) => {
        const names = await control.lanes();
        printResult(input, names, () => names.join('\n'));
      }),
    );
  return group('lanes', 'give tests worlds of their own in a running simulator', [
    list,
    createCommand(),
    showCommand(),
    deleteCommand(),
  ]);
}
