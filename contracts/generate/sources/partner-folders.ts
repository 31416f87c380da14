import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A schema and the file it was read from. */
export interface SchemaFile {
  /** From the root of the repository. */
  readonly path: string;
  /** `submit-attachment.request` */
  readonly file: string;
  /** `submitAttachmentRequest` */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The root of the repository. */
export const repository = new URL('../../../../', import.meta.url);

/** The folders with one subfolder per partner. */
export const PARTNERS_FOLDERS = ['contracts/partners/', 'contracts/cases/partners/', 'mock-server/partners/'] as const;

export type PartnersFolder = (typeof PARTNERS_FOLDERS)[number];

/** The text of each file in the folders of partners, by path; the path of a folder ends with a slash. */
export type PartnerTree = ReadonlyMap<string, string>;

function entriesOf(folder: PartnersFolder): readonly (readonly [path: string, text: string])[] {
  const root = fileURLToPath(repository);
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true }).map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const path = relative(root, file).replaceAll('\\', '/');
    return entry.isDirectory() ? [`${path}/`, ''] : [path, readFileSync(file, 'utf8')];
  });
}

/** Reads the folders of all partners. */
export function readTree(): PartnerTree {
  return new Map(PARTNERS_FOLDERS.flatMap(entriesOf));
}

/** The names in a folder, in alphabetical order; those of folders end with a slash. */
export function namesIn(tree: PartnerTree, folder: string): readonly string[] {
  return [...tree.keys()]
    .filter((path) => path.startsWith(folder) && /^[^/]+\/?$/.test(path.slice(folder.length)))
    .map((path) => path.slice(folder.length))
    .sort();
}

/** The partners that have a subfolder, in alphabetical order. */
export function partnersIn(tree: PartnerTree, folder: PartnersFolder): readonly string[] {
  return namesIn(tree, folder)
    .filter((name) => name.endsWith('/'))
    .map((name) => name.slice(0, -1));
}

const camelCase = (file: string) => file.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Parses the text of a schema.
 * @throws Error in one sentence that names the file.
 */
export function parseSchema(path: string, text: string): SchemaFile {
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}); fix it`);
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw new Error(`${path} is not a JSON object; write a schema`);
  return { path, file, name: camelCase(file), schema: schema as SchemaFile['schema'] };
}

/** A partner's schemas, by file name. */
export function schemasOf(tree: PartnerTree, partner: string): readonly SchemaFile[] {
  const folder = `contracts/partners/${partner}/schema/`;
  return namesIn(tree, folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => parseSchema(folder + name, tree.get(folder + name) ?? ''));
}

/** The schema of case files. */
export function caseSchema(): SchemaFile {
  const path = 'contracts/cases/case.schema.json';
  return { ...parseSchema(path, readFileSync(new URL(path, repository), 'utf8')), name: 'caseFile' };
}

/** The schemas of a folder that belongs to no partner, by file name. */
export function schemasIn(folder: string): readonly SchemaFile[] {
  return readdirSync(new URL(folder, repository))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => parseSchema(folder + name, readFileSync(new URL(folder + name, repository), 'utf8')));
}
