import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AllCredentials } from 'sparring';
import type { Test } from 'tap';
import { type Ended, runHosted } from './hosted-command.js';
import { sharedCredentials } from './simulator.js';

const root = new URL('../../../', import.meta.url).pathname;
const bin = join(root, 'mock-server/bin/sparring.js');

export type { Ended } from './hosted-command.js';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

interface LaunchOptions extends RunOptions {
  /** In a process group of its own. */
  readonly detached?: boolean;
}

const environment = (env: RunOptions['env']) => ({ PATH: process.env['PATH'], HOME: tmpdir(), ...env });

/**
 * Starts a program with nothing in its environment but what it needs. `env -i` in front, because tap puts
 * itself into the NODE_OPTIONS of every child, and TypeScript's compiler does not start with it.
 */
export function launch(words: readonly string[], { env, cwd = root, detached = false }: LaunchOptions = {}) {
  const settings = Object.entries(environment(env)).map(([name, value]) => `${name}=${value}`);
  return spawn('env', ['-i', ...settings, ...words], { cwd, detached });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return output;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const output = collect(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { code, ...output };
}

/** Runs a program to its end. */
export const run = (words: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  ended(launch(words, options));

/** Runs `sparring` with arguments to its end, in a process of its own. */
export const sparringAlone = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  run([process.execPath, bin, ...args], options);

/** What they start uses the whole process: its signals and its streams. */
const ALWAYS_ALONE = ['start', 'exec'];

/** Node reads its own variables when it starts. */
const isForNode = (name: string) => name.startsWith('NODE_');

const ran = new Set<string>();

/**
 * Runs `sparring` with arguments to its end. The first run of each command in a test file is a process of its own, as
 * a user starts it; further ones share a process.
 */
export function sparring(args: readonly string[], { env, cwd = root }: RunOptions = {}): Promise<Ended> {
  const [command = ''] = args;
  const alone = ALWAYS_ALONE.includes(command) || !ran.has(command) || Object.keys(env ?? {}).some(isForNode);
  if (alone) {
    ran.add(command);
    return sparringAlone(args, { ...(env ? { env } : {}), cwd });
  }
  return runHosted({ args, env: environment(env), cwd });
}

/** Runs a text in a POSIX shell, as pasted. */
export function shell(text: string, { input, ...options }: RunOptions = {}): Promise<Ended> {
  const child = launch(['sh', '-c', text], options);
  child.stdin.end(input);
  return ended(child);
}

/** A `sparring start` that runs. */
export interface RunningCommand {
  readonly url: string;
  readonly tlsUrl: string | undefined;
  /** The first line that it printed. */
  readonly line: Readonly<Record<string, unknown>>;
  /** What it printed so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Goes away as a reader of its output does that has seen enough. */
  closeReader(): void;
  /** Sends SIGTERM; resolves with the exit code when everything was printed. */
  stop(): Promise<number | null>;
}

/** Starts `sparring start`, by default on a free port; it ends with the test. Its first line is printed at any log level. */
export async function started(t: Test, args: readonly string[], options: RunOptions = {}): Promise<RunningCommand> {
  const free = args.includes('--port') || options.env?.['SPARRING_PORT'] ? [] : ['--port', '0'];
  const child = launch([process.execPath, bin, 'start', '--json', ...free, ...args], options);
  const output = collect(child);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  t.teardown(() => {
    child.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => output.stdout.includes('\n') && resolve());
    child.once('close', () => reject(new Error(`sparring start ended early: ${output.stderr}`)));
  });
  const line = JSON.parse(output.stdout.split('\n', 1).join(''));
  return {
    url: line.url,
    tlsUrl: line.tlsUrl,
    line,
    output,
    closeReader: () => void child.stdout.destroy(),
    stop: () => {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

const UP = /Sparring is up at ([^\s"]+)["\n]/;

/**
 * Runs a command that starts the simulator, in whatever way, until it says where it is; it ends with the test, and all
 * that it started with it. Returns the URL.
 */
export async function startedBy(t: Test, words: readonly string[], cwd = root): Promise<string> {
  const child = launch(words, { cwd, detached: true });
  const output = collect(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  t.teardown(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await closed;
  });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, url] = UP.exec(output.stdout) ?? [];
      if (url) resolve(url);
    });
    child.once('close', () => reject(new Error(`${words.join(' ')} ended early: ${output.stdout}${output.stderr}`)));
  });
}

/** An empty folder that is removed with the test. */
export function folderFor(t: Test, name = 'home'): string {
  const parent = mkdtempSync(join(tmpdir(), 'sparring-test-'));
  t.teardown(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, name);
}

/** A home with the credentials that the tests share: making keys takes longer than a start. */
export async function homeWithKeys(t: Test): Promise<string> {
  const home = folderFor(t);
  mkdirSync(home);
  writeCredentials(home, await sharedCredentials());
  return home;
}

/** Writes credentials into a home that exists. */
export function writeCredentials(home: string, credentials: AllCredentials | object | string): void {
  const text = typeof credentials === 'string' ? credentials : JSON.stringify(credentials);
  writeFileSync(join(home, 'credentials.json'), text, { mode: 0o600 });
}

/** Runs a check for each item, a few at a time: every child process is a whole Node. */
export async function eachInTurn<Item>(items: readonly Item[], check: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await check(item);
  };
  await Promise.all([work(), work(), work()]);
}
