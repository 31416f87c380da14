import { Command, CommanderError } from 'commander';
import { UserError } from '../core/user-error.js';
import { reportUsageErrors } from './usage-error.js';
import { readVersion } from './version.js';

/** The exit code for everything that the user can fix. */
const EXIT_USAGE = 2;

const clientCommands = () => import('./client-commands.js');
const requestCommands = () => import('./request-commands.js');
const verifyCommands = () => import('./verify-commands.js');

/** Every command by its name, in the order of the help. Each is loaded only when it is needed: all take long to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start-command.js')).startCommand(),
  wait: async () => (await import('./wait-command.js')).waitCommand(),
  exec: async () => (await import('./exec/exec-command.js')).execCommand(),
  env: async () => (await clientCommands()).envCommand(),
  curl: async () => (await requestCommands()).curlCommand(),
  sign: async () => (await requestCommands()).signCommand(),
  clean: async () => (await clientCommands()).cleanCommand(),
  catalogue: async () => (await clientCommands()).catalogueCommand(),
  partners: async () => (await clientCommands()).partnersCommand(),
  rules: async () => (await import('./control/rules.js')).rulesCommand(),
  lanes: async () => (await import('./control/lanes.js')).lanesCommand(),
  clock: async () => (await import('./control/clock.js')).clockCommand(),
  settings: async () => (await import('./control/settings.js')).settingsCommand(),
  reset: async () => (await import('./control/reset.js')).resetCommand(),
  ledger: async () => (await import('./control/ledger.js')).ledgerCommand(),
  journal: async () => (await import('./control/journal.js')).journalCommand(),
  coverage: async () => (await import('./control/coverage.js')).coverageCommand(),
  review: async () => (await import('./control/review.js')).reviewCommand(),
  explain: async () => (await import('./explain/explain-command.js')).explainCommand(),
  files: async () => (await import('./files.js')).filesCommand(),
  verify: async () => (await verifyCommands()).verifyCommand(),
  drift: async () => (await verifyCommands()).driftCommand(),
  completion: async () => (await import('./completion/completion-command.js')).completionCommand(() => createProgram()),
};

/** A command and all commands within it. */
const withNested = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withNested)];

/** The command that the first word names; all of them when it names none, as for help and for a typing error. */
function commandsFor(word = ''): Promise<readonly Command[]> {
  const one = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  return Promise.all((one ? [one] : Object.values(COMMANDS)).map((load) => load()));
}

const isHelp = (word: string) => ['--help', '-h', 'help'].includes(word);

/**
 * Creates the command line.
 * @param argv loads only what these arguments need; default: all commands
 */
export async function createProgram(argv: readonly string[] = []): Promise<Command> {
  const [, , word] = argv;
  const program = new Command('sparring')
    .description('A local simulator of partner APIs for document upload.')
    .enablePositionalOptions() // the options of the command that exec runs are its own
    .version(readVersion());
  for (const command of await commandsFor(word)) program.addCommand(command);
  for (const command of withNested(program)) reportUsageErrors(command);
  if (argv.length === 2 || argv.some(isHelp)) {
    const { addExamples } = await import('./examples.js');
    withNested(program).forEach(addExamples);
  }
  return program;
}

/** Runs the command line; errors that the user can fix are reported in one sentence, with exit code 2. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    const program = await createProgram(argv);
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // commander has already reported what is wrong
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`sparring: ${error.message}\n`);
    return EXIT_USAGE;
  }
}
