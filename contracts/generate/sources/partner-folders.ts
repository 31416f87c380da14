import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A schema and the file it was read from. */
export interface SchemaFile {
  /** `submit-attachment.request` */
  readonly file: string;
  /** `submitAttachmentRequest` */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The root of the repository. */
export const repository = new URL('../../../../', import.meta.url);

/** Partner names are used as identifiers, in package subpaths and on the command line. */
const NAME = /^[a-z][a-z0-9]*$/;

const INDEX = {
  'contracts/partners/': 'index.ts',
  'contracts/cases/partners/': 'compose.ts',
  'mock-server/partners/': 'index.ts',
};

/** A folder with one subfolder per partner. */
export type PartnersFolder = keyof typeof INDEX;

/**
 * The partners that have a subfolder in `folder`, in alphabetical order.
 * @throws Error in one sentence that names the offending folder.
 */
export function partnersIn(folder: PartnersFolder): readonly string[] {
  const names = readdirSync(new URL(folder, repository), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const name of names) {
    if (!NAME.test(name))
      throw new Error(`${folder}${name}: a partner's name consists of lower-case letters and digits`);
    const index = `${folder}${name}/${INDEX[folder]}`;
    if (!existsSync(new URL(index, repository))) throw new Error(`${index} is missing`);
  }
  return names;
}

function camelCase(file: string): string {
  return file.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());
}

function readSchema(file: URL): SchemaFile['schema'] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file.pathname} cannot be read: ${(error as Error).message}`);
  }
}

/** The schemas of a folder, by file name. */
export function schemasIn(folder: URL): readonly SchemaFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const base = file.slice(0, -'.json'.length);
      return { file: base, name: camelCase(base), schema: readSchema(new URL(file, folder)) };
    });
}

/** A partner's schemas, by file name. */
export const schemasOf = (partner: string): readonly SchemaFile[] =>
  schemasIn(new URL(`contracts/partners/${partner}/schema/`, repository));

/** The schema of case files. */
export function caseSchema(): SchemaFile {
  return {
    file: 'case.schema',
    name: 'caseFile',
    schema: readSchema(new URL('contracts/cases/case.schema.json', repository)),
  };
}
