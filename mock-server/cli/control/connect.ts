import { type Command, Option } from 'commander';
import type { Control } from '../../client/control.js';
import { ControlError } from '../../client/control-error.js';
import { loadConfig, readConfig } from '../../config/config.js';
import { UserError } from '../../core/user-error.js';
import { url } from '../arguments.js';

/** What every command that controls a simulator takes. */
export interface ControlInput {
  readonly url?: string;
  readonly lane?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Adds the options that every command that controls a simulator takes. */
export const controlOptions = (command: Command): Command =>
  command
    .addOption(url())
    .addOption(new Option('--lane <name>', 'the lane (default: $SPARRING_LANE or the default lane)'))
    .addOption(new Option('--token <token>', 'the token of the simulator (default: $SPARRING_TOKEN)'))
    .option('--json', 'print JSON');

/** What to do on the command line, where that is not in the message. */
const HINTS: Readonly<Record<string, string>> = {
  unreachable: 'start one with npx sparring start, or use --url',
  'not-a-simulator': 'use --url',
  timeout: 'try again',
  'token-required': 'use --token, or set SPARRING_TOKEN to the token that was printed at the start',
  'forbidden-host': 'use a loopback address in --url, or start the simulator with --allow-host',
};

function explained(error: ControlError): UserError {
  const hint = HINTS[error.code];
  return new UserError(hint === undefined ? error.message : `${error.message}; ${hint}`);
}

/** Whether a command is about one lane that the user named. */
export const namesLane = ({ lane }: ControlInput): boolean => (lane ?? readConfig().lane) !== undefined;

/**
 * Runs a command with the control of a running simulator; its failures become one sentence.
 * @param withoutSimulator what to do instead when there is none where nobody in particular looks for one
 */
export async function controlling(
  input: ControlInput,
  act: (control: Control) => Promise<void>,
  withoutSimulator?: (url: string) => void,
): Promise<void> {
  // only these commands need the client, so only these load it
  const { createControl } = await import('../../client/create-control.js');
  const config = await loadConfig();
  const { url = config.url, token = config.token, lane = config.lane } = input;
  const control = createControl(url, {
    ...(token === undefined ? {} : { token }),
    ...(lane === undefined ? {} : { lane }),
  });
  try {
    await act(control);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    if (!withoutSimulator || error.code !== 'unreachable' || input.url !== undefined) throw explained(error);
    withoutSimulator(url);
  }
}

/** Prints a line. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a value as JSON, or else in words. */
export function printResult({ json }: ControlInput, value: unknown, words: () => string): void {
  print(json ? JSON.stringify(value, null, 2) : words());
}
