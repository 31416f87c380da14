import { Command } from 'commander';
import { UserError } from '../../core/user-error.js';

/** A command of commands; the first one is what it does without a further word. */
export function group(name: string, description: string, commands: readonly [Command, ...Command[]]): Command {
  const [first, ...others] = commands;
  const names = commands.map((command) => command.name()).join(', ');
  // a word that is not a command is an argument of the first one
  first.allowExcessArguments().hook('preAction', (_, { args: [word] }) => {
    if (word !== undefined) throw new UserError(`there is no command ${name} ${word}; the commands are ${names}`);
  });
  const created = new Command(name).description(description).addCommand(first, { isDefault: true });
  for (const command of others) created.addCommand(command);
  return created;
}
