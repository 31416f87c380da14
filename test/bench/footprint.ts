import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a user installs: packages besides our own, and bytes on the disk. */
export interface Footprint {
  readonly packages: number;
  readonly bytes: number;
}

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => stat(join(folder, name))));
  return sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

/** Packs the workspaces as they would be published, and installs them into an empty folder. */
export async function measureFootprint(root: string, folder: string): Promise<Footprint> {
  await mkdir(folder, { recursive: true });
  const workspaces = ['--workspace=sparring', '--workspace=@sparring/contracts', '--workspace=@sparring/cases'];
  const quiet = ['--ignore-scripts', '--loglevel=error'];
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder, ...quiet, ...workspaces], {
    cwd: root,
  });
  const files = (JSON.parse(packed.stdout) as { filename: string }[]).map(({ filename }) => `./${filename}`);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const lean = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', ...quiet];
  await run('npm', ['install', ...lean, ...files], { cwd: folder });
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  const names = Object.keys(lock.packages).filter((name) => name.startsWith('node_modules/'));
  const ours = ['node_modules/sparring', 'node_modules/@sparring/contracts', 'node_modules/@sparring/cases'];
  return {
    packages: names.filter((name) => !ours.includes(name)).length,
    bytes: await bytesBelow(join(folder, 'node_modules')),
  };
}
