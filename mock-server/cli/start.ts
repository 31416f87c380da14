import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { type Simulator, startSimulator } from '../server/simulator.js';
import { announceInJson, type Started, screenOutput } from './announce.js';
import { takeEndSignals } from './end-signal.js';
import { firstScreen } from './first-screen.js';
import { createLogger } from './logger.js';
import { boundedOutput, type Output } from './output.js';
import { prepareReadyFile, removeReadyFile, writeReadyFile } from './ready-file.js';
import { type Plan, planOf, type StartInput } from './start-plan.js';
import { tidyHome } from './tidy-home.js';

/** How long a reader of the output has to catch up at the end, in milliseconds. */
const FLUSH_MS = 2_000;

/** Waits for the reader of the output, but not forever: a pending write would keep the process alive. */
async function endOutput(output: Output): Promise<void> {
  if (await output.flush(FLUSH_MS)) return;
  process.stderr.write('sparring: the end of the log was not written, because nobody read the output\n');
  process.exit();
}

async function saveTls({ tlsCertificate }: Simulator, home: string): Promise<string | undefined> {
  if (tlsCertificate === undefined) return undefined;
  const { saveCertificate } = await import('./save-certificate.js');
  return saveCertificate(home, tlsCertificate);
}

const KEEPS_DOCUMENTS =
  'WARNING: uploaded documents are kept in memory, and whoever may use /_sparring/journal can read them';

/** Says where the simulator is: in the ready file, in a line for programs, and on a screen for people. */
async function announce(simulator: Simulator, output: Output, log: Logger, plan: Plan, config: Config): Promise<void> {
  const { readyFile, inJson, json, logLevel, showToken, options } = plan;
  const certificatePath = await saveTls(simulator, config.home);
  const started: Started = { simulator, host: options.host, config, certificatePath };
  const isSilent = logLevel === 'silent';
  if (readyFile !== undefined) await writeReadyFile(readyFile, simulator, config);
  if (inJson && (json || !isSilent)) await announceInJson(started, log, showToken);
  if (options.keepDocuments && inJson) log.warn({}, KEEPS_DOCUMENTS);
  const screen = isSilent ? undefined : screenOutput(output, json);
  if (!screen) return;
  if (options.keepDocuments) screen.write(`${KEEPS_DOCUMENTS}\n`);
  screen.write(await firstScreen(started));
  const { sampleScreen } = await import('./sample-screen.js');
  screen.write(await sampleScreen(simulator, config));
}

/** Runs a simulator until a signal stops it; resolves when all requests in flight have been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const signals = takeEndSignals();
  const plan = planOf(input, config);
  const { readyFile, logLevel, inJson, options } = plan;
  if (readyFile !== undefined) await prepareReadyFile(readyFile);
  await tidyHome(config, logLevel === 'silent' ? () => {} : undefined);
  const output = boundedOutput(process.stdout);
  const log = await createLogger(logLevel, output, !inJson);
  const simulator = await startSimulator({ ...options, log });
  const ended = signals.wait();
  try {
    await announce(simulator, output, log, plan, config);
    await ended;
  } finally {
    if (readyFile !== undefined) await removeReadyFile(readyFile);
    await simulator.close();
  }
  await endOutput(output);
}
