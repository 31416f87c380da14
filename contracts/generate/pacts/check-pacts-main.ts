import { checkPacts } from './check-pacts.js';

const faults = await checkPacts();
process.stdout.write(faults.length === 0 ? 'the pacts match the contracts\n' : `${faults.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
