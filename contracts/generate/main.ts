import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileValidators } from './compile-validators.js';
import { contractsFolder, exampleSchema, partners, schemasOf } from './partner-sources.js';
import { writeCataloguePage } from './write-catalogue-page.js';
import { writeOpenApi } from './write-openapi.js';
import { writeTypes } from './write-types.js';

const BANNER = '// Written by `npm run generate`; do not edit.\n';

/** Every generated file: its path under `contracts/` and its text. */
async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const example = [exampleSchema()];
  files.set('cases/generated/validate.ts', BANNER + compileValidators(example, '@sparring/contracts'));
  files.set('cases/generated/types.ts', `${BANNER}\n${await writeTypes(example)}`);
  for (const partner of partners) {
    const schemas = schemasOf(partner);
    files.set(`generated/${partner.name}/validate.ts`, BANNER + compileValidators(schemas, '../../characters.js'));
    files.set(`generated/${partner.name}/types.ts`, `${BANNER}\n${await writeTypes(schemas)}`);
    files.set(`generated/openapi/${partner.name}.json`, writeOpenApi(partner));
    files.set(`generated/${partner.name}.md`, writeCataloguePage(partner));
  }
  return files;
}

function currentText(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, text] of await generatedFiles()) {
  const file = new URL(name, contractsFolder);
  if (currentText(file) === text) continue;
  stale.push(name);
  if (checkOnly) continue;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
}
if (checkOnly && stale.length > 0) {
  process.stderr.write(`stale in contracts: ${stale.join(', ')}; run npm run generate\n`);
  process.exitCode = 1;
} else if (!checkOnly) {
  process.stdout.write(stale.length > 0 ? `wrote ${stale.join(', ')}; build again\n` : 'nothing to write\n');
}
