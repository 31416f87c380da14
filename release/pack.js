import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Packs what can be installed today, while the packages are not published: `sparring` and `@sparring/sdk`, each as one
 * tarball that contains the other packages of this repository, so that npm only has to resolve public ones.
 * Everything happens in a copy, because packing rewrites the compiled files. Run by `npm run release:pack`.
 *
 * Usage: `node release/pack.js [folder]`; the tarballs are written to the folder, by default `release/`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const [folder = join(root, 'release')] = process.argv.slice(2);
const WORKSPACES = ['contracts', 'contracts/cases', 'mock-server', 'sdk'];
const SKIPPED = ['node_modules', '.tap', '.sparring'];

/** The packages of a tarball: the first is installed, the others are contained in it. */
const RELEASES = [
  ['sparring', '@sparring/cases', '@sparring/contracts'],
  ['@sparring/sdk', '@sparring/contracts'],
];

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
const tarballOf = ({ name, version }) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

function run(cwd, command, args) {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32', // npm is a script there
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

/** Copies the workspaces and packs each of them as it would be published. */
function packEach(copy) {
  mkdirSync(copy);
  cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  writeJson(join(copy, 'package.json'), { private: true, workspaces: WORKSPACES });
  const wanted = (path) => !SKIPPED.includes(basename(path));
  for (const top of ['contracts', 'mock-server', 'sdk']) {
    cpSync(join(root, top), join(copy, top), { recursive: true, filter: wanted, verbatimSymlinks: true });
  }
  run(copy, 'npm', ['pack', '--workspaces', '--ignore-scripts=false', '--silent']);
}

/** Unpacks a tarball; npm puts its content into a folder named package. */
function unpack(tarball, target) {
  mkdirSync(target, { recursive: true });
  run(target, 'tar', ['-xzf', tarball, '--strip-components=1']);
}

/** Packs one package again, together with those that it contains. */
function packWhole(copy, place, [name, ...contained]) {
  const stage = join(place, name);
  const packageOf = (one) => readJson(join(root, 'node_modules', one, 'package.json'));
  unpack(join(copy, tarballOf(packageOf(name))), stage);
  for (const one of contained) unpack(join(copy, tarballOf(packageOf(one))), join(stage, 'node_modules', one));
  const manifest = readJson(join(stage, 'package.json'));
  // what is packed here is compiled already
  const { scripts: _scripts, ...kept } = manifest;
  const dependencies = Object.fromEntries(contained.map((one) => [one, packageOf(one).version]));
  writeJson(join(stage, 'package.json'), {
    ...kept,
    dependencies: { ...manifest.dependencies, ...dependencies },
    bundleDependencies: contained,
  });
  run(stage, 'npm', ['pack', '--silent', '--pack-destination', place]);
  return tarballOf(manifest);
}

const place = mkdtempSync(join(tmpdir(), 'sparring-release-'));
try {
  const copy = join(place, 'copy');
  packEach(copy);
  mkdirSync(folder, { recursive: true });
  for (const release of RELEASES) {
    const tarball = packWhole(copy, place, release);
    cpSync(join(place, tarball), join(folder, `.${tarball}`));
    renameSync(join(folder, `.${tarball}`), join(folder, tarball));
    process.stdout.write(`${join(folder, tarball)}\n`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
