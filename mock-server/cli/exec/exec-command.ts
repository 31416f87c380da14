import { Command, Option } from 'commander';
import { portArgument } from '../arguments.js';
import { minimumOptions } from '../coverage-minimum.js';
import { LOG_LEVELS } from '../log-level.js';
import { simulatorOptions } from '../simulator-arguments.js';
import type { ExecInput } from './exec.js';

const EXIT_CODES = `
The command gets the variables that sparring env prints, and SPARRING_HOME. Its output is its own; Sparring writes to
standard error.

Exit codes: that of the command, or 128 and the number of the signal that ended it; 127 when there is no such command,
126 when it cannot be run; 1 when it succeeded, but --min or --min-faults is not reached or --strict has a finding;
2 when the simulator could not be started.`;

/** `sparring exec`. */
export function execCommand(): Command {
  return minimumOptions(simulatorOptions(new Command('exec')))
    .description(
      'run a command against a simulator of its own, and print a review of it and what it exercised: exec -- npm test',
    )
    .usage('[options] -- <command> [args...]')
    .argument('<command...>')
    .passThroughOptions()
    .addOption(new Option('--port <number>', 'the port to listen on (default: a free one)').argParser(portArgument))
    .option('--credentials <file>', 'a credentials file like credentials.json (default: new ones)')
    .addOption(new Option('--key-format <format>', 'the format of keys').choices(['pem', 'base64']).default('pem'))
    .addOption(new Option('--key-type <type>', 'the type of keys').choices(['pkcs8', 'pkcs1']).default('pkcs8'))
    .addOption(new Option('--log-level <level>', 'how much to log').choices(LOG_LEVELS).default('silent'))
    .option('--partner <name>', 'report only on this partner')
    .option('--strict', 'exit with code 1 when there is a finding, such as that a refusal was retried')
    .option('--review-json <file>', 'write the review as JSON')
    .option('--review-junit <file>', 'write the review as JUnit XML')
    .option('--coverage-json <file>', 'write the coverage as JSON')
    .option('--coverage-junit <file>', 'write the coverage as JUnit XML')
    .option('--coverage-markdown <file>', 'write the coverage as Markdown')
    .action(async (words: readonly string[], input: ExecInput) => {
      const { runExec } = await import('./exec.js');
      process.exitCode = await runExec(words, input);
    })
    .addHelpText('after', EXIT_CODES);
}
