import type { Command, Option } from 'commander';
import { partnerModules } from '../../generated/partners.js';

/** What can follow an option: one of some words, a path, or anything. */
export type CompletionValue = readonly string[] | 'path' | 'anything';

/** An option that can be completed. */
export interface CompletionOption {
  /** `--port`, or `-V`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent when nothing follows. */
  readonly value?: CompletionValue;
}

/** What can be typed after the words of a command. */
export interface CompletionRow {
  /** `rules add`; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** The words that its arguments can be; of other arguments, nothing is known. */
  readonly words: readonly string[];
}

/** The words for what the help calls `<partner>`, wherever it stands. */
const WORDS: Readonly<Record<string, () => readonly string[]>> = {
  partner: () => partnerModules.map(({ contract }) => contract.name),
  operation: () => partnerModules.flatMap(({ contract }) => contract.operations.map(({ name }) => name)),
  'partner.setting=value': () =>
    partnerModules.flatMap(({ contract }) => Object.keys(contract.settings).map((name) => `${contract.name}.${name}=`)),
};
const PATHS = ['file', 'folder', 'path'];

/** The name of what follows, without its brackets: of `--home <folder>`, `folder`. */
const placeholder = (flags: string) => /[<[]([^\]>]+?)(?:\.\.\.)?[\]>]/.exec(flags)?.[1] ?? '';

function valueFor({ flags, argChoices, long }: Option): CompletionValue {
  const name = placeholder(flags);
  const kind = long === '--partner' || long === '--operation' ? long.slice(2) : name;
  return argChoices ?? WORDS[kind]?.() ?? (PATHS.includes(name) ? 'path' : 'anything');
}

function optionRow(option: Option): CompletionOption {
  const { short, long, description, required, optional } = option;
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    ...(required || optional ? { value: valueFor(option) } : {}),
  };
}

/** What can be completed of a command and those within it, in the order of the help. */
export function completionRows(command: Command, path = ''): readonly CompletionRow[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const row: CompletionRow = {
    path,
    commands: commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: help.visibleOptions(command).map(optionRow),
    words: command.registeredArguments.flatMap((one) => one.argChoices ?? WORDS[one.name()]?.() ?? []),
  };
  const nested = command.commands.flatMap((one) =>
    completionRows(one, path === '' ? one.name() : `${path} ${one.name()}`),
  );
  return [row, ...nested];
}
