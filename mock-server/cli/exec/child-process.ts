import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a command ended. */
export interface EndedCommand {
  /** As a shell reports it: 128 and the number of the signal when one ended it. */
  readonly exitCode: number;
  /** Whether it left processes running, which were ended. */
  readonly leftRunning: boolean;
}

/** Why a command did not start, with the exit code that shells use for it. */
export interface NotStarted {
  readonly exitCode: 126 | 127;
  readonly message: string;
}

/** The signals that a command gets when this process gets them. */
export const PASSED_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal sends these to everyone in its group, for Ctrl-C and Ctrl-\\. */
const TERMINAL_SIGNALS: readonly PassedSignal[] = ['SIGINT', 'SIGQUIT'];
export type PassedSignal = (typeof PASSED_SIGNALS)[number];

/** How long what a command left running may take to end, in milliseconds. */
const GRACE_MS = 2_000;
const PAUSE_MS = 20;

/** As shells report a program that a signal ended. */
export const signalExitCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** A process, or with a negative id a group, that has ended in the meantime gets no signal. */
function sendSignal(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(id, signal);
  } catch {
    return false;
  }
}

/**
 * Ends what is left of a group of processes: politely first.
 * @returns whether anything was left
 */
async function endGroup(groupId: number): Promise<boolean> {
  const isThere = () => sendSignal(-groupId, 0);
  if (!isThere()) return false;
  sendSignal(-groupId, 'SIGTERM');
  for (const endMs = performance.now() + GRACE_MS; performance.now() < endMs && isThere(); ) await sleep(PAUSE_MS);
  sendSignal(-groupId, 'SIGKILL');
  return true;
}

function notStarted(command: string, { code = '' }: NodeJS.ErrnoException): NotStarted {
  if (code === 'ENOENT') return { exitCode: 127, message: `there is no command ${command}; check its name and PATH` };
  return { exitCode: 126, message: `the command ${command} cannot be run (${code}); check its permissions` };
}

/**
 * In a group of its own, a command and all that it starts can be ended together. In a terminal it stays in the group
 * of this process instead: another one could not read from the terminal, and Ctrl-C reaches everyone by itself.
 */
const ownGroup = (): boolean => process.platform !== 'win32' && process.stdin.isTTY !== true;

/** A command that runs. */
export interface RunningChild {
  readonly ended: Promise<EndedCommand | NotStarted>;
  /** Passes a signal on. */
  pass(signal: PassedSignal): void;
}

/** Starts a command that shares input and output with this process. */
export function startCommand(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RunningChild {
  const [command = '', ...args] = words;
  const detached = ownGroup();
  const child: ChildProcess = spawn(command, args, { stdio: 'inherit', env: { ...env }, detached });
  const ended = new Promise<EndedCommand | NotStarted>((resolve) => {
    child.once('error', (error) => resolve(notStarted(command, error)));
    child.once('exit', async (code, signal) => {
      const exitCode = signal === null ? (code ?? 1) : signalExitCode(signal);
      const leftRunning = detached && child.pid !== undefined ? await endGroup(child.pid) : false;
      resolve({ exitCode, leftRunning });
    });
  });
  return {
    ended,
    pass: (signal) => {
      if (child.pid === undefined) return;
      // the others are for the command to pass on
      if (!TERMINAL_SIGNALS.includes(signal)) child.kill(signal);
      else if (detached) sendSignal(-child.pid, signal);
    },
  };
}
