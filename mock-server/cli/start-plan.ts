import type { Config } from '../config/config.js';
import type { LogLevel } from './log-level.js';
import { readSimulatorOptions, type SimulatorInput } from './simulator-arguments.js';

/** The options of `sparring start`. */
export interface StartInput extends SimulatorInput {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly tlsPort?: number;
  readonly logLevel?: LogLevel;
  /** Print JSON lines also in a terminal. */
  readonly json?: boolean;
  readonly showToken?: boolean;
  readonly readyFile?: string;
  readonly keepDocuments?: boolean;
}

/** What the command line, the environment and the configuration file ask for, in this order. */
export function planOf(input: StartInput, config: Config) {
  const { json = false, showToken = false, readyFile } = input;
  const ofFile = config.file?.values ?? {};
  const tlsPort = input.tlsPort ?? ofFile.tlsPort;
  return {
    logLevel: input.logLevel ?? ofFile.logLevel ?? 'info',
    inJson: json || process.stdout.isTTY !== true,
    json,
    showToken,
    readyFile,
    options: {
      ...readSimulatorOptions(input, config),
      port: input.port ?? config.port,
      host: input.host ?? ofFile.host ?? '127.0.0.1',
      allowedHosts: input.allowHost ?? ofFile.allowedHosts ?? [],
      ...(config.token === undefined ? {} : { token: config.token }),
      home: config.home,
      keepDocuments: input.keepDocuments === true,
      credentials: config.credentials,
      ...(tlsPort === undefined ? {} : { tlsPort }),
    },
  };
}

/** How a simulator is started. */
export type Plan = ReturnType<typeof planOf>;
