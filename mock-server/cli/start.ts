import type { Config } from '../config/config.js';
import { type Simulator, startSimulator } from '../server/simulator.js';
import { firstScreen } from './first-screen.js';
import { tidyHome } from './home.js';
import type { LogLevel } from './log-level.js';
import { createLogger } from './logger.js';
import { boundedOutput, type Output } from './output.js';
import { prepareReadyFile, removeReadyFile, writeReadyFile } from './ready-file.js';
import { readSimulatorOptions, type SimulatorInput } from './simulator-arguments.js';

export interface StartInput extends SimulatorInput {
  readonly port?: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly tlsPort?: number;
  readonly logLevel: LogLevel;
  readonly readyFile?: string;
  readonly keepDocuments?: boolean;
}

/** How long a reader of the output has to catch up at the end, in milliseconds. */
const FLUSH_MS = 2_000;

/** Waits for the reader of the output, but not forever: a pending write would keep the process alive. */
async function endOutput(output: Output): Promise<void> {
  if (await output.flush(FLUSH_MS)) return;
  process.stderr.write('sparring: the end of the log was not written, because nobody read the output\n');
  process.exit();
}

const KEEPS_DOCUMENTS =
  'WARNING: uploaded documents are kept in memory, and whoever may use /_sparring/journal can read them\n';

/** Says where the simulator is, on the first screen and in the ready file, and then what can be sent to it. */
async function announce(simulator: Simulator, output: Output, input: StartInput, config: Config): Promise<void> {
  const { readyFile, host, keepDocuments } = input;
  const screen = await firstScreen(simulator, host, config);
  const { url, tlsUrl, token } = simulator;
  if (readyFile !== undefined) {
    const access = token === undefined || token === config.token ? {} : { token };
    await writeReadyFile(readyFile, { url, ...(tlsUrl ? { tlsUrl } : {}), pid: process.pid, ...access });
  }
  output.write((keepDocuments ? KEEPS_DOCUMENTS : '') + screen);
  const { sampleScreen } = await import('./sample-screen.js');
  output.write(await sampleScreen(simulator, config));
}

/** Runs a simulator until a signal stops it; resolves when all requests in flight have been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const { port = config.port, host, allowHost, tlsPort, logLevel, readyFile } = input;
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  if (readyFile !== undefined) await prepareReadyFile(readyFile);
  await tidyHome(config);
  const output = boundedOutput(process.stdout);
  const simulator = await startSimulator({
    ...readSimulatorOptions(input),
    port,
    host,
    allowedHosts: allowHost,
    ...(config.token === undefined ? {} : { token: config.token }),
    home: config.home,
    credentials: config.credentials,
    log: await createLogger(logLevel, output),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    keepDocuments: input.keepDocuments === true,
  });
  try {
    await announce(simulator, output, input, config);
    await ended;
  } finally {
    if (readyFile !== undefined) await removeReadyFile(readyFile);
    await simulator.close();
  }
  await endOutput(output);
}
