import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { type Ended, folderFor, shell, startedBy } from './command.js';

const root = new URL('../../../', import.meta.url).pathname;

/** A copy of the repository in which commands run as in a fresh clone after `npm ci`. */
export interface Checkout {
  readonly folder: string;
  /** Runs a command as a contributor types it; `npx` starts at once. */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The files that differ from the one commit, or are not in it. */
  changedFiles(): readonly string[];
}

const git = (folder: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'safe.directory=*', ...words], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

const list = (...words: readonly string[]) => git(root, 'ls-files', '--exclude-standard', '-z', ...words).split('\0');

/** Tracked files and new ones, as they are on the disk, and what was compiled of them, as `npm ci` leaves it. */
function copyFiles(folder: string): void {
  const sources = list('--cached', '--others').filter((path) => path !== '' && existsSync(join(root, path)));
  const compiled = list('--others', '--ignored', '--directory').filter((path) => /(^|\/)dist\/$/.test(path));
  for (const path of [...sources, ...compiled]) {
    // the compiler compares the times
    cpSync(join(root, path), join(folder, path), { recursive: true, preserveTimestamps: true });
  }
}

const isWorkspace = (name: string) => name === 'sparring' || name === '@sparring';

/** Installed packages are linked; the workspaces and commands are the copy's own, as npm links them. */
function linkModules(folder: string): void {
  const [real, own] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  const relink = (path: string) => {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    symlinkSync(readlinkSync(join(real, path)), join(own, path));
  };
  mkdirSync(own);
  for (const name of readdirSync(real).filter((one) => one !== '.bin' && !isWorkspace(one))) {
    symlinkSync(join(real, name), join(own, name));
  }
  for (const folderName of ['.bin', '@sparring']) {
    for (const name of readdirSync(join(real, folderName))) relink(join(folderName, name));
  }
  relink('sparring');
}

/** The real npx takes a second each time to find out what is installed. */
function writeQuickNpx(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}

/** Copies the working tree into a folder that ends with the test, as a git repository of one commit. */
export function checkoutFor(t: Test): Checkout {
  const folder = folderFor(t, 'checkout');
  copyFiles(folder);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=copy');
  linkModules(folder);
  const quick = join(dirname(folder), 'bin');
  writeQuickNpx(quick);
  const path = [quick, join(folder, 'node_modules/.bin'), process.env['PATH']].join(':');
  return {
    folder,
    run: (command, env = {}) =>
      shell(command, { cwd: folder, env: { PATH: path, npm_config_update_notifier: 'false', ...env } }),
    changedFiles: () =>
      git(folder, 'status', '--porcelain', '-uall')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(3)),
  };
}

/** Starts the copy's simulator on a free port; it ends with the test. Returns its URL. */
export function startIn(t: Test, { folder }: Checkout, home: string): Promise<string> {
  const bin = join(folder, 'mock-server/bin/sparring.js');
  return startedBy(t, [process.execPath, bin, 'start', '--port', '0', '--home', home], folder);
}
