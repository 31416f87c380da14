import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes compiled files whose source is gone, such as those of a removed partner: the compiler leaves them, and they
 * would be packed. Run by `prepack` in the folder of a package: `node remove-stale.js`.
 */
const folder = 'dist';
for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
  const source = name.replace(/(?:\.d\.ts|\.js)$/, '.ts');
  if (source !== name && !existsSync(source)) rmSync(join(folder, name));
}
