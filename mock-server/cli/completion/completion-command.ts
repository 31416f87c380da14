import { Argument, Command } from 'commander';
import { bashCompletion } from './bash.js';
import { completionRows } from './completion-model.js';
import { fishCompletion } from './fish.js';
import { powershellCompletion } from './powershell.js';
import { zshCompletion } from './zsh.js';

const SHELLS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} as const;

const INSTALL = `
Load it in the start-up file of the shell:
  bash        ~/.bashrc            source <(sparring completion bash)
  zsh         ~/.zshrc             source <(sparring completion zsh)    (after compinit)
  fish        ~/.config/fish/config.fish   sparring completion fish | source
  powershell  $PROFILE             sparring completion powershell | Out-String | Invoke-Expression`;

/**
 * `sparring completion`
 * @param wholeProgram creates the program with all commands, which the completion is written from
 */
export function completionCommand(wholeProgram: () => Promise<Command>): Command {
  return new Command('completion')
    .description('print a script that completes the commands and options of sparring in a shell')
    .addArgument(new Argument('<shell>').choices(Object.keys(SHELLS)))
    .action(async (shell: keyof typeof SHELLS) => {
      process.stdout.write(SHELLS[shell](completionRows(await wholeProgram())));
    })
    .addHelpText('after', INSTALL);
}
