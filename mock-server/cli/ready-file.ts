import { readFile, rm } from 'node:fs/promises';
import type { Config } from '../config/config.js';
import { replaceFile } from '../config/home-folder.js';
import { UserError } from '../core/user-error.js';
import { checkWritable, orUserError } from '../reports/report-file.js';
import type { Simulator } from '../server/simulator.js';

/** What a running simulator writes for those who wait for it. */
export interface Ready {
  readonly url: string;
  readonly tlsUrl?: string;
  readonly pid: number;
  /** The folder that its credentials are in. */
  readonly home: string;
  /** Only a generated one: a chosen one is known already. */
  readonly token?: string;
}

function parseReady(text: string): Ready | undefined {
  try {
    const { url, pid } = JSON.parse(text) ?? {};
    return typeof url === 'string' && Number.isInteger(pid) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') return undefined;
    throw new UserError(`the ready file ${path} cannot be read (${code ?? message}); choose another path`);
  });
}

/**
 * Reads a ready file; `undefined` when there is none, or something else.
 * @throws UserError when it cannot be read.
 */
export async function readReadyFile(path: string): Promise<Ready | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseReady(text);
}

/**
 * Removes what a simulator left that was killed: whoever waits would read it.
 * @throws UserError when the file is not ours, or could not be written later.
 */
export async function prepareReadyFile(path: string): Promise<void> {
  const text = await readText(path);
  if (text !== undefined && !parseReady(text))
    throw new UserError(`${path} was not written by sparring; move it, or choose another --ready-file`);
  await orUserError('ready file', path, async () => {
    await rm(path, { force: true });
    // not at the path itself: whoever waits for a file there would find an empty one
    await checkWritable(`${path}.${process.pid}`);
  });
}

/** Writes a ready file as a whole, readable only by its owner: it may have a token. */
export async function writeReadyFile(path: string, simulator: Simulator, config: Config): Promise<void> {
  const { url, tlsUrl, token } = simulator;
  const ready: Ready = {
    url,
    ...(tlsUrl === undefined ? {} : { tlsUrl }),
    pid: process.pid,
    home: config.home,
    ...(token === undefined || token === config.token ? {} : { token }),
  };
  const text = `${JSON.stringify(ready, null, 2)}\n`;
  await orUserError('ready file', path, () => replaceFile(path, text, 0o600));
}

/** Removes a ready file, unless another simulator has replaced it. */
export async function removeReadyFile(path: string): Promise<void> {
  const ready = await readReadyFile(path).catch(() => undefined);
  if (ready?.pid === process.pid) await rm(path, { force: true });
}
