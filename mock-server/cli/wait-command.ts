import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config/config.js';
import { describeQuantity, readQuantity } from '../moves/quantity.js';
import { url } from './arguments.js';
import type { WaitInput } from './wait.js';

const TIMEOUT_MS = 30_000;

function durationArgument(text: string): number {
  const ms = readQuantity(/^\d+$/.test(text) ? `${text}s` : text, 'duration');
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError(`Write 30s: ${describeQuantity('duration')}.`);
}

/** `sparring wait`. */
export function waitCommand(): Command {
  return new Command('wait')
    .description('wait until a simulator is up and print its URL; exit code 2 when it is not in time')
    .addOption(url())
    .option('--ready-file <file>', 'wait for the simulator that writes this file: start --ready-file')
    .addOption(
      new Option('--timeout <time>', 'how long to wait').argParser(durationArgument).default(TIMEOUT_MS, '30s'),
    )
    .action(async (input: WaitInput) => {
      const { runWait } = await import('./wait.js');
      await runWait(input, await loadConfig());
    });
}
