import { compileValidators } from './compile-validators.js';
import { type SchemaFile, schemasIn } from './partner-folders.js';
import { writeTypes } from './write-types.js';

const FOLDER = 'mock-server/config/schema/';

/** The schema of `sparring.config.json`, which leaves open what settings there are. */
export function configSchema(): SchemaFile {
  const [schema] = schemasIn(FOLDER);
  if (!schema) throw new Error(`${FOLDER} has no schema; restore config-file.json`);
  return schema;
}

/** What is generated from the schema of the configuration file: its validator and its type. */
export async function configSources(banner: string): Promise<ReadonlyMap<string, string>> {
  const schema = configSchema();
  const folder = 'mock-server/generated/config';
  const { properties = {} } = schema.schema as { properties?: object };
  const names = Object.keys(properties).filter((name) => name !== '$schema');
  const fields = `\n/** Its fields, for messages about other ones. */\nexport const fieldNames = ${JSON.stringify(names)};\n`;
  return new Map([
    [`${folder}/validate.ts`, banner + compileValidators([schema], '@sparring/contracts') + fields],
    [`${folder}/types.ts`, `${banner}\n${await writeTypes([schema])}`],
  ]);
}
