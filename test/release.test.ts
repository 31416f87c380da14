import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { folderFor, launch, run } from './helpers/command.js';

const root = new URL('../../', import.meta.url).pathname;
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const MIB = 1024 * 1024;
/** The user that the image runs as. */
const NONROOT = 65532;

/** The words of an instruction of the last stage, with this machine's Node and the test's folder in place of the image's. */
function instruction(name: string, app: string): string[] {
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const [, words = ''] = new RegExp(`^${name}[^[\n]*(?:\\\\\n[^[]*)?(\\[.*\\])$`, 'm').exec(stage) ?? [];
  const local = (word: string) => word.replace('/nodejs/bin/node', process.execPath).replace(/^\/app\//, `${app}/`);
  return (JSON.parse(words) as string[]).map(local);
}

/** Whether a child can get a file system of its own that is read-only, which takes root on Linux. */
const canIsolate =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -o remount,ro,bind / && setpriv --version']).status === 0;

/** Runs as in the container: without root's rights, and with nothing that can be written but the volume. */
function contained(words: readonly string[], volume: string): readonly string[] {
  if (!canIsolate) return words;
  const mounts = `mount --bind '${volume}' '${volume}' && mount -o remount,ro,bind / && exec "$@"`;
  const user = ['setpriv', `--reuid=${NONROOT}`, `--regid=${NONROOT}`, '--clear-groups', '--no-new-privs'];
  return ['unshare', '-m', 'sh', '-c', mounts, 'sh', ...user, ...words];
}

/** One packing for all tests. */
const release = folderFor(t, 'release');
const packed = await run([process.execPath, 'release/pack.js', release], { cwd: root });
const tarballs = packed.stdout.trim().split('\n');

/** What the image would contain, and an empty volume. */
async function layOut(t: Test) {
  const app = folderFor(t, 'app');
  const made = await run([process.execPath, 'release/image.js', app, release], { cwd: root });
  t.equal(made.code, 0, made.stderr);
  const volume = join(app, '../data');
  mkdirSync(volume);
  chmodSync(join(app, '..'), 0o755); // other users may enter
  if (canIsolate) chownSync(volume, NONROOT, NONROOT);
  return { app, volume };
}

t.test(
  'what the container image contains runs without root, writes only to its volume, and serves the example',
  async (t) => {
    const { app, volume } = await layOut(t);
    const readyFile = join(volume, 'ready.json');
    const env = { SPARRING_HOME: volume, SPARRING_PORT: '0', SPARRING_TOKEN: 'for-this-test' };
    const start = [...instruction('ENTRYPOINT', app), ...instruction('CMD', app), '--ready-file', readyFile];
    const child = launch(contained(start, volume), { env, cwd: app });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
    t.teardown(() => child.kill('SIGKILL'));

    const ready = await run([...instruction('HEALTHCHECK', app).slice(0, -2), '--ready-file', readyFile], { cwd: app });
    t.equal(ready.code, 0, `${ready.stderr}${output}`);
    const url = JSON.parse(readFileSync(readyFile, 'utf8')).url.replace('0.0.0.0', '127.0.0.1');
    const healthy = await run(instruction('HEALTHCHECK', app), { cwd: app, env: { SPARRING_BASE_URL: url } });
    t.equal(healthy.code, 0, healthy.stderr);

    const [, script = ''] = /^CMD \["sh", "-c", (".*")\]$/m.exec(dockerfile) ?? [];
    const client = ['sh', '-c', JSON.parse(script).replaceAll('node ', `'${process.execPath}' `)];
    const example = await run(client, { cwd: app, env: { ...env, SPARRING_BASE_URL: url } });
    t.match(example, { code: 0, stdout: /A-front is stored[\s\S]*the photo is stored/ }, example.stderr);

    child.kill('SIGTERM');
    t.equal(await ended, 0, output);
    t.equal(existsSync(join(app, '.sparring')), false);
    if (canIsolate) t.equal(statSync(join(volume, 'credentials.json')).uid, NONROOT, 'it ran as the user of the image');
    else t.comment('not root: the file system was not read-only, and the user was this one');
  },
);

interface LockedPackage {
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

t.test('npm start compiles without the packages that only development needs', async (t) => {
  const projects = ['mock-server', 'sdk', 'mock-server/inspector'];
  const lists = projects.map((project) =>
    run([join(root, 'node_modules/.bin/tsc'), '--project', project, '--listFilesOnly'], { cwd: root }),
  );
  const read = (await Promise.all(lists)).flatMap(({ stdout }) => stdout.split('\n'));
  const names = new Set(read.flatMap((path) => /\/(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  t.ok(names.has('node_modules/@types/node') && names.has('node_modules/fastify'), [...names].join(' '));
  t.same(
    [...names].filter((name) => lock.packages[name]?.dev),
    [],
  );
});

t.test('whoever installs the packages gets versions for Node 20, as this repository does', (t) => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.notOk(manifest.overrides, 'npm only reads them here, not where the packages are installed');
  const { packages } = lock;
  const newer = Object.entries(packages).filter(
    ([, { dev, engines }]) => !dev && /^>=\s*2[1-9]/.test(engines?.node ?? ''),
  );
  t.same(newer, []);
  t.end();
});

t.test('each package is one tarball of less than 1 MiB', (t) => {
  t.equal(packed.code, 0, packed.stderr);
  t.equal(tarballs.length, 2);
  for (const path of tarballs) t.ok(statSync(path).size < MIB, path);
  t.end();
});

t.test('the packed SDK installs into an empty project without a registry', async (t) => {
  const project = folderFor(t, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  const [, sdk = ''] = tarballs;
  const install = ['npm', 'install', sdk, '--offline', '--no-audit', '--no-fund', '--cache', join(project, 'cache')];
  const installed = await run(install, { cwd: project });
  t.equal(installed.code, 0, installed.stderr);
  const program = "import { WorldFirst } from '@sparring/sdk/worldfirst'; console.log(typeof WorldFirst.fromEnv)";
  const ran = await run([process.execPath, '--input-type=module', '--eval', program], { cwd: project });
  t.match(ran, { code: 0, stdout: 'function\n' }, ran.stderr);
});
