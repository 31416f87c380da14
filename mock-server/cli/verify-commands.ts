import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config/config.js';
import { collect, home } from './arguments.js';
import type { DriftInput, VerifyInput } from './verify.js';

function numberUpTo(most: number, what: string): (text: string) => number {
  return (text) => {
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    if (number > 0 && number <= most) return number;
    throw new InvalidArgumentError(`${what} is a number greater than 0 and at most ${most}.`);
  };
}

const VERIFY_EXIT_CODES = `
Exit codes: 0 when everything passed, 1 when something differs, 2 when it could not run or the target stopped
answering, 129 after SIGHUP, 130 after SIGINT (Ctrl-C) and 143 after SIGTERM. An incomplete run still writes its reports, marked as such.`;

/** `sparring verify` */
export function verifyCommand(): Command {
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
      process.exitCode = await runVerify(options, await loadConfig(options.home));
    })
    .addHelpText('after', VERIFY_EXIT_CODES);
}

/** `sparring drift` */
export function driftCommand(): Command {
  return new Command('drift')
    .description('compare recordings from verify --record with the answers of the simulator')
    .argument('<folder>')
    .option('--json <file>', 'write the report as JSON')
    .option('--set <partner.setting=value>', 'change a setting of the simulator; can be repeated', collect, [])
    .action(async (folder: string, input: DriftInput) => {
      const { runDrift } = await import('./verify.js');
      process.exitCode = await runDrift(folder, input);
    });
}
