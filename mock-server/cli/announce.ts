import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { isShared } from '../config/home-folder.js';
import { isLoopbackHost } from '../server/control-access.js';
import type { Simulator } from '../server/simulator.js';
import { ignoreSentence } from './first-screen.js';
import { boundedOutput, type Output } from './output.js';

/** A simulator that was started, and what its start says of it. */
export interface Started {
  readonly simulator: Simulator;
  readonly host: string;
  readonly config: Config;
  /** Where its certificate was saved. */
  readonly certificatePath: string | undefined;
}

/**
 * Where a screen for people goes: to a terminal. When the standard output is read by a program, it may still be on the
 * standard error.
 * @param json whether the user asked for JSON, and so for no screen
 */
export function screenOutput(output: Output, json: boolean): Output | undefined {
  if (json) return undefined;
  if (process.stdout.isTTY) return output;
  return process.stderr.isTTY ? boundedOutput(process.stderr) : undefined;
}

/** What a program cannot see otherwise, and its owner should know. */
async function warnings({ simulator, host, config }: Started, showToken: boolean): Promise<readonly string[]> {
  const isGenerated = simulator.token !== undefined && simulator.token !== config.token;
  const token = isGenerated && !showToken ? '; set SPARRING_TOKEN, or use --show-token or --ready-file' : '';
  const requires = simulator.token === undefined ? '' : `, so /_sparring/ requires a token${token}`;
  return [
    ...((await isLoopbackHost(host))
      ? []
      : [`other machines can reach this simulator, because it listens on ${host}${requires}`]),
    ...((await isShared(config.home)) ? [ignoreSentence()] : []),
  ];
}

/**
 * Says in a line for programs where a simulator is, at any log level. A token is left out unless it was asked for: logs
 * are kept and passed on.
 */
export async function announceInJson(started: Started, log: Logger, showToken: boolean): Promise<void> {
  const { simulator, config, certificatePath } = started;
  const { url, tlsUrl, seed, token } = simulator;
  const fields = {
    event: 'started',
    url,
    ...(tlsUrl === undefined ? {} : { tlsUrl, tlsCertificate: certificatePath }),
    home: config.home,
    seed,
    ...(showToken && token !== undefined && token !== config.token ? { token } : {}),
  };
  log.child({}, { level: 'info' }).info(fields, `Sparring is up at ${url}`);
  for (const warning of await warnings(started, showToken)) log.warn(warning);
}
