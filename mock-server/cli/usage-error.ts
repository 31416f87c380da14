import type { Command } from 'commander';

/** Rewrites commander's error, `error: What. More\n(Did you mean this?)`, as one sentence that says what to do. */
function oneSentence(text: string, help: string): string {
  const what = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/\.$/, '')
    .replace(/\. ([A-Z])/g, (_, letter: string) => `: ${letter.toLowerCase()}`);
  return `sparring: ${what} (see ${help})\n`;
}

/** A command as it is typed: `sparring files make`. */
const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** Makes a command report wrong arguments in the same form as all other user errors. */
export function reportUsageErrors(command: Command): void {
  command.exitOverride().configureOutput({
    // asked for when there is an error: by then, the command is part of a program
    outputError: (text, write) => write(oneSentence(text, `${pathOf(command)} --help`)),
  });
}
