import { Command, Option } from 'commander';
import { loadConfig } from '../config/config.js';
import { collect, home, notEmpty, port, tlsPort } from './arguments.js';
import { LOG_LEVELS } from './log-level.js';
import { simulatorOptions } from './simulator-arguments.js';
import type { StartInput } from './start-plan.js';

/** `sparring start`. */
export function startCommand(): Command {
  return simulatorOptions(new Command('start'))
    .description('start the simulator')
    .addOption(port())
    .option(
      '--host <address>',
      'the address to listen on; if other machines can reach it, /_sparring/ requires a token: $SPARRING_TOKEN, or a generated one (default: 127.0.0.1)',
      notEmpty('An address'),
    )
    .option('--allow-host <name>', 'also accept this name in the Host header of /_sparring/; can be repeated', collect)
    .addOption(home())
    .addOption(tlsPort())
    .addOption(new Option('--log-level <level>', 'how much to log (default: info)').choices(LOG_LEVELS))
    .option('--json', 'print JSON lines, of which the first says where the simulator is, as without a terminal')
    .option('--show-token', 'put a generated token into that line')
    .option('--ready-file <file>', 'write a JSON file with url, home and pid when it listens, and remove it at the end')
    .option(
      '--keep-documents',
      'keep uploaded documents in memory and show them under /_sparring/journal; not for those of real persons',
    )
    .action(async (options: StartInput & { home?: string }) => {
      // only this command needs the server, so only this command loads it
      const { runStart } = await import('./start.js');
      await runStart(options, await loadConfig(options.home));
    });
}
