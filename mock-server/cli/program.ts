import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config/config.js';
import { UserError } from '../core/user-error.js';
import { removeRequests, requestsFolder } from '../curl/save-request.js';
import { collect, home, port, tlsPort, url } from './arguments.js';
import { writeCatalogue } from './catalogue.js';
import { clientVariables, type KeyForm, writeExports } from './env.js';
import { credentialsOf } from './home.js';
import { LOG_LEVELS } from './log-level.js';
import { curlCommand, signCommand } from './request-commands.js';
import type { StartInput } from './start.js';
import { reportUsageErrors } from './usage-error.js';
import type { VerifyInput } from './verify.js';
import { readVersion } from './version.js';

/** The exit code for everything that the user can fix. */
const EXIT_USAGE = 2;

function printed(text: string): void {
  process.stdout.write(text);
}

function startCommand(): Command {
  return new Command('start')
    .description('start the simulator')
    .addOption(port())
    .option(
      '--host <address>',
      'the address to listen on; if other machines can reach it, /_sparring/ requires a token: $SPARRING_TOKEN, or a generated one',
      '127.0.0.1',
    )
    .option(
      '--allow-host <name>',
      'also accept this name in the Host header of /_sparring/; can be repeated',
      collect,
      [],
    )
    .addOption(home())
    .option('--seed <text>', 'make answers reproducible, byte for byte')
    .addOption(tlsPort())
    .addOption(new Option('--log-level <level>', 'how much to log').choices(LOG_LEVELS).default('info'))
    .option('--set <partner.setting=value>', 'change a setting; can be repeated', collect, [])
    .action(async (options: StartInput & { home?: string }) => {
      // only this command needs the server, so only this command loads it
      const { runStart } = await import('./start.js');
      await runStart(options, readConfig(options.home));
    });
}

function envCommand(): Command {
  return new Command('env')
    .description('print the environment variables that a client needs: eval "$(sparring env)"')
    .addOption(home())
    .addOption(url())
    .addOption(new Option('--format <format>', 'the format of keys').choices(['pem', 'base64']).default('pem'))
    .addOption(new Option('--type <type>', 'the type of keys').choices(['pkcs8', 'pkcs1']).default('pkcs8'))
    .option('--json', 'print JSON instead of shell exports')
    .action(async (options: KeyForm & { home?: string; url?: string; json?: boolean }) => {
      const config = readConfig(options.home);
      const variables = clientVariables(options.url ?? config.url, await credentialsOf(config), options);
      printed(options.json ? `${JSON.stringify(Object.fromEntries(variables), null, 2)}\n` : writeExports(variables));
    });
}

function cleanCommand(): Command {
  return new Command('clean')
    .description('remove the request bodies that sparring curl saved; otherwise they are kept for 24 hours')
    .addOption(home())
    .action(async (options: { home?: string }) => {
      const config = readConfig(options.home);
      const count = await removeRequests(config.home);
      printed(`Removed ${count} ${count === 1 ? 'file' : 'files'} from ${requestsFolder(config.home)}\n`);
    });
}

function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('print every code of a partner, what triggers it and what the client must do')
    .argument('[partner]')
    .action((partner?: string) => printed(writeCatalogue(partner)));
}

function numberUpTo(most: number, what: string): (text: string) => number {
  return (text) => {
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    if (number > 0 && number <= most) return number;
    throw new InvalidArgumentError(`${what} is a number greater than 0 and at most ${most}.`);
  };
}

const VERIFY_EXIT_CODES = `
Exit codes: 0 when everything passed, 1 when something differs, 2 when it could not run or the target stopped
answering, 130 after SIGINT (Ctrl-C) and 143 after SIGTERM. An incomplete run still writes its reports, marked as such.`;

function verifyCommand(): Command {
  return new Command('verify')
    .description('play the cases and verify the pacts against a target, or against a simulator that it starts')
    .option('--target <url>', 'the base URL of the target (default: a simulator is started)')
    .option('--partner <name>', 'only this partner')
    .option('--only <text>', 'only cases and interactions whose name contains this text')
    .option('--credentials <file>', 'a credentials file like credentials.json (default: the one in the home folder)')
    .addOption(home())
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--json <file>', 'write the report as JSON')
    .addOption(
      new Option('--rps <number>', 'the maximum number of requests per second').argParser(numberUpTo(10_000, 'A rate')),
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for one answer (default: 30)').argParser(
        numberUpTo(3600, 'A time-out'),
      ),
    )
    .option(
      '--yes-send-to <host[:port]>',
      'allow a target that is not this machine; repeat its host, and its port if --target has one',
    )
    .option('--record <folder>', 'save the redacted answers')
    .option('--no-pacts', 'skip the pacts')
    .option(
      '--set <partner.setting=value>',
      'change a setting of the simulator that is started; can be repeated',
      collect,
      [],
    )
    .action(async (options: VerifyInput & { home?: string }) => {
      const { runVerify } = await import('./verify.js');
      process.exitCode = await runVerify(options, readConfig(options.home));
    })
    .addHelpText('after', VERIFY_EXIT_CODES);
}

function driftCommand(): Command {
  return new Command('drift')
    .description('compare recordings from verify --record with the answers of the simulator')
    .argument('<folder>')
    .option('--set <partner.setting=value>', 'change a setting of the simulator; can be repeated', collect, [])
    .action(async (folder: string, { set }: { set: readonly string[] }) => {
      const { runDrift } = await import('./verify.js');
      process.exitCode = await runDrift(folder, set);
    });
}

const COMMANDS = [
  startCommand,
  envCommand,
  curlCommand,
  signCommand,
  cleanCommand,
  catalogueCommand,
  verifyCommand,
  driftCommand,
];

function createProgram(): Command {
  const program = new Command('sparring')
    .description('A local simulator of partner APIs for document upload.')
    .version(readVersion());
  for (const command of COMMANDS.map((create) => create())) program.addCommand(command);
  for (const command of [program, ...program.commands]) reportUsageErrors(command);
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
