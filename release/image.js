import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes what the container image contains besides Node: the packed `sparring` and `@sparring/sdk`, and the packages
 * that they depend on, in the versions of the lock file. Needs `npm ci --omit=dev` and the build, but no network.
 *
 * Usage: `node release/image.js <folder> [tarballs]`; the folder must be empty or missing. What `release/pack.js` wrote
 * into the folder of tarballs is used as it is; by default, everything is packed first.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, packed] = process.argv.slice(2);
if (folder === undefined) throw new Error('the folder to write to is missing: node release/image.js <folder>');
if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);

const PACKAGES = ['sparring', '@sparring/sdk'];

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return stdout;
}

const dependenciesOf = (path) => {
  const { dependencies = {}, bundleDependencies = [] } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  return Object.keys(dependencies).filter((name) => !bundleDependencies.includes(name));
};

function tarballOf(name) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

/** Finds a package as Node does: in the nearest `node_modules`, up to that of the repository. */
function find(name, from) {
  for (let place = from; place.startsWith(root.slice(0, -1)); place = dirname(place)) {
    const path = join(place, 'node_modules', name);
    if (existsSync(path)) return path;
  }
  throw new Error(`${name} is not installed; run npm ci --omit=dev`);
}

/** Copies a package and all that it depends on to the same place below the folder. */
function copyInstalled(path, copied) {
  if (copied.has(path)) return;
  copied.add(path);
  const isOwn = (source) => source === path || !source.slice(path.length).includes('node_modules');
  cpSync(path, join(folder, path.slice(root.length)), { recursive: true, filter: isOwn });
  for (const name of dependenciesOf(path)) copyInstalled(find(name, path), copied);
}

const place = mkdtempSync(join(tmpdir(), 'sparring-image-'));
try {
  if (packed === undefined) run(process.execPath, [join(root, 'release/pack.js'), place]);
  const copied = new Set();
  for (const name of PACKAGES) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(target, { recursive: true });
    run('tar', ['-xzf', join(packed ?? place, tarballOf(name)), '--strip-components=1', '-C', target]);
    for (const dependency of dependenciesOf(target)) copyInstalled(find(dependency, root.slice(0, -1)), copied);
  }
  for (const path of ['examples/upload-documents.js', 'test/specimens']) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
