import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/user-error.js';
import type { NewRule } from '../../lanes/literal-types.js';
import type { Rule } from '../../moves/rules/rule.js';
import { collect } from '../arguments.js';
import { type ControlInput, controlling, controlOptions, print, printResult } from './connect.js';
import { group } from './group.js';
import { type Column, writeTable } from './table.js';

interface AddInput extends ControlInput {
  readonly partner?: string;
  readonly operation?: string;
  readonly move?: string;
  readonly sequence?: readonly string[];
  readonly repeat?: boolean;
  readonly field: readonly string[];
  readonly times?: number;
  readonly after?: number;
  readonly probability?: number;
  readonly expiresIn?: number;
  readonly priority?: number;
}

const COLUMNS: readonly Column<Rule>[] = [
  ['id', ({ id }) => id],
  ['hits', ({ hits }) => hits],
  ['remaining', ({ remaining }) => remaining ?? 'any'],
  ['priority', ({ priority }) => priority],
  ['partner', ({ partner }) => partner ?? 'any'],
  ['operation', ({ operation }) => operation ?? 'any'],
  [
    'fields',
    ({ fields }) =>
      fields &&
      Object.entries(fields)
        .map((pair) => pair.join('='))
        .join(' '),
  ],
  ['move', ({ move, sequence }) => move ?? sequence?.join(', ')],
];

const table = (rules: readonly Rule[]) => writeTable(rules, COLUMNS, 'There are no rules.');

function numberArgument(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new InvalidArgumentError('It must be a number.');
}

const number = (flags: string, description: string) => new Option(flags, description).argParser(numberArgument);

/** `name=value` options as the fields of a rule. */
function fieldsOf(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const pairs = texts.map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new UserError(`--field takes <name>=<value>, not ${text}`);
    return [name, value] as const;
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function parseRule(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`the rule must be JSON such as '{"move":"hang"}', or use options such as --move hang`);
  }
}

/** The rule of the options; what is not given is left out. */
function ruleOf(input: AddInput): object {
  const { partner, operation, move, sequence, repeat, field, times, after, probability, expiresIn, priority } = input;
  const fields = fieldsOf(field);
  const rule = { partner, operation, fields, move, sequence, repeat, times, after, probability, priority };
  const given = Object.entries({ ...rule, expiresInSeconds: expiresIn }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function addCommand(): Command {
  return controlOptions(new Command('add'))
    .description('add a rule, as JSON or with options')
    .argument('[json]', 'the whole rule')
    .option('--partner <name>', 'only for this partner')
    .option('--operation <name>', 'only for this operation')
    .option(
      '--field <name=value>',
      'only when a field of the body or a parameter has this text; can be repeated',
      collect,
      [],
    )
    .option('--move <move>', 'a code, a fault such as "delay(2s)", or natural')
    .option('--sequence <moves...>', 'one move for each request')
    .option('--repeat', 'start the sequence again at its end')
    .addOption(number('--times <number>', 'how often it applies'))
    .addOption(
      number(
        '--after <number>',
        'how many matching requests to let pass first; those that the partner refuses by its own rules do not count',
      ),
    )
    .addOption(number('--probability <number>', 'how likely it applies, from 0 to 1'))
    .addOption(number('--expires-in <seconds>', 'how long it applies, by the clock of the lane'))
    .addOption(number('--priority <number>', 'higher ones are asked first; default: 0'))
    .action(async (json: string | undefined, input: AddInput) => {
      const options = ruleOf(input);
      if (json !== undefined && Object.keys(options).length > 0)
        throw new UserError('write the rule either as JSON or with options');
      const rule = (json === undefined ? options : parseRule(json)) as NewRule;
      await controlling(input, async ({ rules }) => {
        const added = await rules.add(rule);
        printResult(input, added, () => table([added]));
      });
    });
}

function listCommand(): Command {
  return controlOptions(new Command('list'))
    .description('list the rules with their hits')
    .action((input: ControlInput) =>
      controlling(input, async ({ rules }) => {
        const found = await rules.list();
        printResult(input, found, () => table(found));
      }),
    );
}

function removeCommand(): Command {
  return controlOptions(new Command('remove'))
    .description('remove rules')
    .argument('<ids...>')
    .action((ids: readonly string[], input: ControlInput) =>
      controlling(input, async ({ rules }) => {
        for (const id of ids) {
          if (!(await rules.remove(id))) throw new UserError(`there is no rule ${id}; sparring rules list shows them`);
        }
        printResult(input, { removed: ids }, () => `Removed ${ids.join(', ')}`);
      }),
    );
}

function clearCommand(): Command {
  return controlOptions(new Command('clear'))
    .description('remove every rule')
    .action((input: ControlInput) =>
      controlling(input, async ({ rules }) => {
        await rules.clear();
        if (!input.json) print('Removed every rule');
      }),
    );
}

/** `sparring rules`. */
export function rulesCommand(): Command {
  return group('rules', 'say what moves the requests of a running simulator get', [
    listCommand(),
    addCommand(),
    removeCommand(),
    clearCommand(),
  ]);
}
