import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = new URL('../../../', import.meta.url).pathname;

/** A program of the workspace's tools. */
export const tool = (name: string): string => join(root, 'node_modules/.bin', name);

/** Starts a program as a user would: tap makes every child load its own hooks, which break tsc and slow all others. */
export const asUser = (command: string, args: readonly string[]) =>
  ['env', ['-u', 'NODE_OPTIONS', command, ...args]] as const;

/** Runs a program to its end. */
export function run(cwd: string, command: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(...asUser(command, args), { cwd, encoding: 'utf8' });
}

function mustRun(cwd: string, command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = run(cwd, command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
}

/** Packing rewrites the JavaScript, so it is done in a copy: other tests are reading the original. */
function packAll(place: string): readonly string[] {
  const copy = join(place, 'packed');
  mkdirSync(copy);
  cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of ['contracts', 'sdk']) {
    const skip = (path: string) => basename(path) !== 'node_modules' && basename(path) !== '.tap';
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: skip });
    mustRun(join(copy, folder), 'npm', ['pack', '--ignore-scripts=false', '--silent', '--pack-destination', copy]);
  }
  return readdirSync(copy)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(copy, name));
}

export interface InstalledSdk {
  /** An empty project outside of the repository with the packages installed. */
  readonly project: string;
  readonly tarballs: readonly { readonly path: string; readonly sizeBytes: number }[];
  remove(): void;
}

/** Packs the SDK with its contracts and installs both, offline, into an empty project. */
export function installSdk(): InstalledSdk {
  const place = mkdtempSync(join(tmpdir(), 'sparring-sdk-'));
  const paths = packAll(place);
  const project = join(place, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  const cache = ['--cache', join(place, 'cache')];
  mustRun(project, 'npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', ...cache, ...paths]);
  const tarballs = paths.map((path) => ({ path, sizeBytes: statSync(path).size }));
  return { project, tarballs, remove: () => rmSync(place, { recursive: true, force: true }) };
}
