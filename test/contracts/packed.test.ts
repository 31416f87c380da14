import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkoutFor } from '../helpers/checkout.js';

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

t.test('compiled files of a partner that is gone are not packed', async (t) => {
  const checkout = checkoutFor(t);
  const built = await checkout.run('npm run build');
  t.equal(built.code, 0, built.stderr);
  const stale = ['contracts', 'contracts/cases', 'mock-server', 'sdk'].map((folder) =>
    join(checkout.folder, folder, 'dist/gone'),
  );
  for (const folder of stale) {
    mkdirSync(folder);
    for (const name of ['index.js', 'index.d.ts']) writeFileSync(join(folder, name), 'export const gone = 1;\n');
  }
  // --silent, because what the scripts print would precede the JSON
  const { code, stdout, stderr } = await checkout.run(
    'npm pack --dry-run --json --silent --workspaces --ignore-scripts=false',
  );
  t.equal(code, 0, stderr);
  const packages: readonly Packed[] = JSON.parse(stdout);
  t.same(packages.map(({ name }) => name).sort(), [
    '@sparring/cases',
    '@sparring/contracts',
    '@sparring/sdk',
    'sparring',
  ]);
  for (const { name, files } of packages) {
    const paths = files.map(({ path }) => path);
    t.ok(paths.includes('dist/index.js'), `${name} has its entry`);
    t.same(
      paths.filter((path) => path.includes('gone')),
      [],
      name,
    );
  }
});
