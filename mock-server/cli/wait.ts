import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { callControl } from '../client/call-control.js';
import { ControlError } from '../client/control-error.js';
import type { Config } from '../config/config.js';
import { UserError } from '../core/user-error.js';
import { readReadyFile } from './ready-file.js';

export interface WaitInput {
  readonly url?: string;
  readonly readyFile?: string;
  /** In milliseconds. */
  readonly timeout: number;
}

const PAUSE_MS = 50;
/** How long one answer may take, also the last one; a server that hangs may be replaced by one that answers. */
const ANSWER_MS = 2_000;

/** Why there is no healthy simulator yet; `undefined` when there is one. */
async function problemAt(url: string): Promise<string | undefined> {
  try {
    const health = await callControl({ url, token: undefined, timeoutMs: ANSWER_MS }, { path: '/health' });
    return (health as { status?: unknown } | null)?.status === 'up' ? undefined : `${url} is not a simulator`;
  } catch (error) {
    if (error instanceof ControlError) return error.message;
    throw error;
  }
}

/** Why a ready file says nothing. */
const missing = (file: string) =>
  existsSync(file) ? `${file} was not written by sparring start --ready-file` : `there is no ready file ${file}`;

/**
 * Waits until a simulator answers, and prints its URL.
 * @throws UserError when none does in time, with the last reason.
 */
export async function runWait({ url, readyFile, timeout }: WaitInput, config: Config): Promise<void> {
  if (url !== undefined && readyFile !== undefined) throw new UserError('use either --url or --ready-file');
  const endMs = performance.now() + timeout;
  const find = async () => (readyFile === undefined ? (url ?? config.url) : (await readReadyFile(readyFile))?.url);
  for (;;) {
    const found = await find();
    const problem = found === undefined ? missing(readyFile ?? '') : await problemAt(found);
    if (problem === undefined) {
      process.stdout.write(`${found}\n`);
      return;
    }
    if (performance.now() + PAUSE_MS >= endMs)
      throw new UserError(`no simulator was ready within ${timeout / 1000} s: ${problem}`);
    await sleep(PAUSE_MS);
  }
}
