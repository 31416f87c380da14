import { Command, Option } from 'commander';
import { readConfig } from '../config/config.js';
import { collect, home, port, tlsPort, wholeNumber } from './arguments.js';
import { LOG_LEVELS } from './log-level.js';
import type { StartInput } from './start.js';

const MAX_LANES = 10_000;

/** `none` honors no way at all; the ways themselves are checked at the start. */
const waysOf = (text: string): readonly string[] => (text === 'none' ? [] : text.split(',').map((way) => way.trim()));

/** `sparring start`. */
export function startCommand(): Command {
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
    .option(
      '--moves <ways>',
      'the ways to ask for a move that have an effect: some of rule,header,value,file, or none',
      waysOf,
    )
    .addOption(
      new Option('--max-lanes <number>', 'how many lanes there can be (default: 200)').argParser(
        wholeNumber('A number of lanes', 1, MAX_LANES),
      ),
    )
    .option('--set <partner.setting=value>', 'change a setting; can be repeated', collect, [])
    .action(async (options: StartInput & { home?: string }) => {
      // only this command needs the server, so only this command loads it
      const { runStart } = await import('./start.js');
      await runStart(options, readConfig(options.home));
    });
}
