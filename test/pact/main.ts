import { fileURLToPath } from 'node:url';
import { writePacts } from './write-pacts.js';

const folder = fileURLToPath(new URL('../../../contracts/pacts/', import.meta.url));
const wrong = (await writePacts(folder)).filter(
  ({ expected, actual }) => JSON.stringify(expected) !== JSON.stringify(actual),
);
process.stdout.write(wrong.length === 0 ? `wrote ${folder}\n` : `${JSON.stringify(wrong, null, 2)}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
