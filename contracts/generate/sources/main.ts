import { compileValidators } from './compile-validators.js';
import { caseSchema, partnersIn, schemasOf } from './partner-folders.js';
import { writeFiles } from './write-files.js';
import { writeComposerRegistry, writeContractRegistry, writeSimulatorRegistry } from './write-registry.js';
import { writeTypes } from './write-types.js';

/*
 * First phase of `npm run generate`: schemas and folders → validators, types and registries. It imports no
 * contract, since a new partner's contract cannot be built before its validators exist.
 */

const BANNER = '// Written by `npm run generate`; do not edit.\n';

async function generatedSources(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const cases = [caseSchema()];
  files.set('contracts/cases/generated/validate.ts', BANNER + compileValidators(cases, '@sparring/contracts'));
  files.set('contracts/cases/generated/types.ts', `${BANNER}\n${await writeTypes(cases)}`);
  const partners = partnersIn('contracts/partners/');
  for (const name of partners) {
    const schemas = schemasOf(name);
    const folder = `contracts/generated/${name}`;
    files.set(`${folder}/validate.ts`, BANNER + compileValidators(schemas, '../../characters.js'));
    files.set(`${folder}/types.ts`, `${BANNER}\n${await writeTypes(schemas)}`);
  }
  files.set('contracts/generated/partners.ts', BANNER + writeContractRegistry(partners));
  files.set(
    'contracts/cases/generated/partners.ts',
    BANNER + writeComposerRegistry(partnersIn('contracts/cases/partners/')),
  );
  files.set('mock-server/generated/partners.ts', BANNER + writeSimulatorRegistry(partnersIn('mock-server/partners/')));
  return files;
}

try {
  writeFiles(await generatedSources());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
