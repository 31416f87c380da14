import { Command, CommanderError } from 'commander';
import { UserError } from '../core/user-error.js';
import { listMoves, parseMove } from '../moves/parse-move.js';
import { clientCommands } from './client-commands.js';
import { controlCommands } from './control/index.js';
import { execCommand } from './exec/exec-command.js';
import { explainCommand } from './explain/explain-command.js';
import { filesCommand } from './files.js';
import { startCommand } from './start-command.js';
import { reportUsageErrors } from './usage-error.js';
import { verifyCommands } from './verify-commands.js';
import { readVersion } from './version.js';
import { waitCommand } from './wait-command.js';

/** The exit code for everything that the user can fix. */
const EXIT_USAGE = 2;

const files = () => filesCommand({ moves: { listMoves, parseMove } });

const COMMANDS = [
  startCommand,
  waitCommand,
  execCommand,
  ...clientCommands,
  ...controlCommands,
  explainCommand,
  files,
  ...verifyCommands,
];

/** A command and all commands within it. */
const withNested = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withNested)];

function createProgram(): Command {
  const program = new Command('sparring')
    .description('A local simulator of partner APIs for document upload.')
    .enablePositionalOptions() // the options of the command that exec runs are its own
    .version(readVersion());
  for (const command of COMMANDS.map((create) => create())) program.addCommand(command);
  for (const command of withNested(program)) reportUsageErrors(command);
  return program;
}

/** Runs the command line; errors that the user can fix are reported in one sentence, with exit code 2. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // commander has already reported what is wrong
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`sparring: ${error.message}\n`);
    return EXIT_USAGE;
  }
}
