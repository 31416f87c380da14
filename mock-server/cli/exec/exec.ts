import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientVariables, type KeyForm } from '../../config/client-variables.js';
import { commandEnvironment, loadConfig } from '../../config/config.js';
import { readCredentialsFile } from '../../config/credentials.js';
import { findPartner } from '../../config/find-partner.js';
import { UserError } from '../../core/user-error.js';
import { checkReports } from '../../reports/report-file.js';
import { type Simulator, startSimulator } from '../../server/simulator.js';
import { type MinimumInput, minimumOf } from '../coverage-minimum.js';
import type { LogLevel } from '../log-level.js';
import { createLogger } from '../logger.js';
import { boundedOutput } from '../output.js';
import { readSimulatorOptions, type SimulatorInput } from '../simulator-arguments.js';
import { PASSED_SIGNALS, type PassedSignal, type RunningChild, signalExitCode, startCommand } from './child-process.js';
import { type FinishedRun, type ReportInput, reportPaths, runReports } from './run-reports.js';

export interface ExecInput extends SimulatorInput, MinimumInput, Omit<ReportInput, 'minimum'> {
  readonly port?: number;
  readonly credentials?: string;
  readonly keyFormat: KeyForm['format'];
  readonly keyType: KeyForm['type'];
  readonly logLevel: LogLevel;
  readonly strict?: boolean;
}

const EXIT_FINDINGS = 1;

/** The output is the command's own, so Sparring writes to standard error. */
const print = (text: string) => process.stderr.write(text);

/** Takes the signals of this process from the beginning: whatever happens, nothing is left behind. */
function holdSignals() {
  let received: PassedSignal | undefined;
  let child: RunningChild | undefined;
  const onSignal = (signal: PassedSignal) => {
    received ??= signal;
    child?.pass(signal);
  };
  for (const signal of PASSED_SIGNALS) process.on(signal, onSignal);
  return {
    received: () => received,
    passTo: (running: RunningChild) => {
      child = running;
    },
    release: () => {
      for (const signal of PASSED_SIGNALS) process.off(signal, onSignal);
    },
  };
}

type Signals = ReturnType<typeof holdSignals>;

/**
 * Makes the home of the simulator.
 * @throws UserError when there is no folder for it.
 */
async function makeHome(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'sparring-exec-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`no temporary folder can be made in ${tmpdir()} (${code}); set TMPDIR to another folder`);
  }
}

/** Prints every report; returns whether one makes a successful command fail. */
async function report(run: FinishedRun, strict: boolean): Promise<boolean> {
  let failed = false;
  for (const create of runReports) {
    const { text, failures, findings, findingsInText = 0 } = await create(run);
    print(text === '' ? '' : `\n${text}`);
    for (const sentence of [...failures, ...findings]) print(`sparring: ${sentence}\n`);
    failed ||= failures.length > 0 || (strict && findings.length + findingsInText > 0);
  }
  return failed;
}

/** Runs the command against a simulator that is up; returns the exit code. */
async function runCommand(
  words: readonly string[],
  simulator: Simulator,
  home: string,
  input: ExecInput,
  signals: Signals,
): Promise<number> {
  const form = { format: input.keyFormat, type: input.keyType };
  const variables = new Map([...clientVariables(simulator.url, simulator.credentials, form), ['SPARRING_HOME', home]]);
  const early = signals.received();
  if (early) return signalExitCode(early);
  const child = startCommand(words, commandEnvironment(variables));
  signals.passTo(child);
  const ended = await child.ended;
  if ('message' in ended) {
    print(`sparring: ${ended.message}\n`);
    return ended.exitCode;
  }
  const run = { simulator, input: { ...input, minimum: minimumOf(input) }, leftRunning: ended.leftRunning };
  const failed = await report(run, input.strict ?? false);
  return ended.exitCode === 0 && failed ? EXIT_FINDINGS : ended.exitCode;
}

/**
 * Runs a command against a simulator of its own, whose home is a temporary folder, and reports on it.
 * @returns the exit code of the command; 1 when it succeeded, but something that was required was not reached.
 * @throws UserError when an option cannot be used; then the command did not run.
 */
export async function runExec(words: readonly string[], input: ExecInput): Promise<number> {
  const { partner, credentials, port = 0, logLevel } = input;
  if (partner !== undefined) findPartner(partner);
  await checkReports(reportPaths({ ...input, minimum: {} }));
  const options = readSimulatorOptions(input, await loadConfig());
  const given = credentials === undefined ? {} : await readCredentialsFile(credentials);
  const signals = holdSignals();
  const home = await makeHome();
  try {
    const log = await createLogger(logLevel, boundedOutput(process.stderr), process.stderr.isTTY === true);
    const simulator = await startSimulator({ ...options, port, home, credentials: given, log });
    try {
      return await runCommand(words, simulator, home, input, signals);
    } finally {
      await simulator.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
    signals.release();
  }
}
