import { lstatSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Makes `@sparring/cases/pacts/…` resolve in a checkout as it does in the published package, which contains a copy of
 * the folder. Windows follows a junction without asking for special rights.
 */
const link = fileURLToPath(new URL('../../../cases/pacts', import.meta.url));

// a directory is the copy of a packing that was interrupted
if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) rmSync(link, { recursive: true });
try {
  symlinkSync('../pacts', link, 'junction');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
