import type { Config } from '../config/config.js';
import { readSettingArguments } from '../config/settings.js';
import type { MoveSource } from '../moves/choose-move.js';
import { startSimulator } from '../server/simulator.js';
import { firstScreen } from './first-screen.js';
import { tidyHome } from './home.js';
import type { LogLevel } from './log-level.js';
import { createLogger } from './logger.js';
import { boundedOutput, type Output } from './output.js';

export interface StartInput {
  readonly port?: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly tlsPort?: number;
  readonly seed?: string;
  readonly logLevel: LogLevel;
  readonly set: readonly string[];
  readonly moves?: readonly string[];
  readonly maxLanes?: number;
}

/** How long a reader of the output has to catch up at the end, in milliseconds. */
const FLUSH_MS = 2_000;

/** Waits for the reader of the output, but not forever: a pending write would keep the process alive. */
async function endOutput(output: Output): Promise<void> {
  if (await output.flush(FLUSH_MS)) return;
  process.stderr.write('sparring: the end of the log was not written, because nobody read the output\n');
  process.exit();
}

/** Runs a simulator until a signal stops it; resolves when all requests in flight have been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const { port = config.port, host, allowHost, tlsPort, seed, logLevel, set, moves, maxLanes } = input;
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await tidyHome(config);
  const output = boundedOutput(process.stdout);
  const simulator = await startSimulator({
    port,
    host,
    allowedHosts: allowHost,
    ...(config.token === undefined ? {} : { token: config.token }),
    home: config.home,
    credentials: config.credentials,
    settings: readSettingArguments(set),
    log: await createLogger(logLevel, output),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(seed === undefined ? {} : { seed }),
    ...(moves === undefined ? {} : { moves: moves as readonly MoveSource[] }), // checked at the start
    ...(maxLanes === undefined ? {} : { maxLanes }),
  });
  try {
    output.write(await firstScreen(simulator, host, config));
    await ended;
  } finally {
    await simulator.close();
  }
  await endOutput(output);
}
