import { join } from 'node:path';
import t from 'tap';
import { checkoutFor } from '../helpers/checkout.js';
import { leaveCompiled } from '../helpers/installed-sdk.js';

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

// the other two packages are packed and installed by the tests of the SDK
t.test('the inspector is packed, and compiled files of a partner that is gone are not', async (t) => {
  const checkout = checkoutFor(t);
  const workspaces = ['contracts/cases', 'mock-server'];
  for (const workspace of workspaces) leaveCompiled(join(checkout.folder, workspace));
  // --silent, because what the scripts print would precede the JSON
  const { code, stdout, stderr } = await checkout.run(
    `npm pack --dry-run --json --silent --ignore-scripts=false ${workspaces.map((one) => `-w ${one}`).join(' ')}`,
  );
  t.equal(code, 0, stderr);
  const packages: readonly Packed[] = JSON.parse(stdout);
  t.same(packages.map(({ name }) => name).sort(), ['@sparring/cases', 'sparring']);
  for (const { name, files } of packages) {
    const paths = files.map(({ path }) => path);
    t.ok(paths.includes('dist/index.js'), `${name} has its entry`);
    t.same(
      paths.filter((path) => path.includes('gone')),
      [],
      name,
    );
  }
  const inspector = packages
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => /inspector\//.test(path));
  t.ok(inspector.includes('dist/inspector/index.html.gz'), 'the inspector is packed as it was built');
  t.ok(inspector.includes('dist/inspector/licenses.txt'));
  t.same(
    inspector.filter((path) => /\.tsx?$/.test(path)),
    [],
    'without its source',
  );
});
