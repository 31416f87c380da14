import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

/** The two commands of the README: how to pack, and how to install what was packed. */
function readmeCommands(): { readonly pack: string; readonly install: string } {
  const readme = readFileSync(join(root, 'sdk/README.md'), 'utf8');
  const [, pack, install] = /^```sh\n(npm pack .*)\n(npm install .*)\n```$/m.exec(readme) ?? [];
  if (!pack || !install) throw new Error('the README does not say how to install');
  return { pack, install };
}

/** Leaves what the compiler leaves of a partner that is gone, `dist/gone`, in the folder of a package. */
export function leaveCompiled(folder: string): void {
  mkdirSync(join(folder, 'dist/gone'));
  for (const name of ['index.js', 'index.d.ts']) {
    writeFileSync(join(folder, 'dist/gone', name), 'export const gone = 1;\n');
  }
}

/** Packing rewrites the JavaScript, so it is done in a copy: other tests are reading the original. */
function packAll(copy: string, command: string): readonly string[] {
  mkdirSync(copy);
  cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'package.json'), '{ "private": true, "workspaces": ["contracts", "sdk"] }\n');
  for (const folder of ['contracts', 'sdk']) {
    const skip = (path: string) => basename(path) !== 'node_modules' && basename(path) !== '.tap';
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: skip });
    leaveCompiled(join(copy, folder));
  }
  mustRun(copy, 'sh', ['-c', command]);
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

/** Packs the SDK with its contracts and installs both, offline, into an empty project, as the README says. */
export function installSdk(): InstalledSdk {
  const place = mkdtempSync(join(tmpdir(), 'sparring-sdk-'));
  const { pack, install } = readmeCommands();
  const paths = packAll(join(place, 'sparring'), pack);
  const project = join(place, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  mustRun(project, 'sh', ['-c', `${install} --offline --no-audit --no-fund --silent --cache ${join(place, 'cache')}`]);
  const tarballs = paths.map((path) => ({ path, sizeBytes: statSync(path).size }));
  return { project, tarballs, remove: () => rmSync(place, { recursive: true, force: true }) };
}
