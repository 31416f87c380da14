import { readdirSync, readFileSync } from 'node:fs';
import { type PartnerContract, prepaidify, worldfirst } from '@sparring/contracts';

/** A schema as it stands in its file. */
export interface SchemaFile {
  /** `submit-attachment.request` */
  readonly file: string;
  /** `submitAttachmentRequest` */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The partners that things are generated for. */
export const partners: readonly PartnerContract[] = [worldfirst, prepaidify];

/** The folder of the contracts workspace. */
export const contractsFolder = new URL('../../', import.meta.url);

function camelCase(file: string): string {
  return file.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Reads a partner's schemas, by file name. */
export function schemasOf(partner: PartnerContract): readonly SchemaFile[] {
  const folder = new URL(`partners/${partner.name}/schema/`, contractsFolder);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const base = file.slice(0, -'.json'.length);
      return { file: base, name: camelCase(base), schema: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) };
    });
}

/** The schema of the example files themselves. */
export function exampleSchema(): SchemaFile {
  const file = new URL('cases/example.schema.json', contractsFolder);
  return { file: 'example.schema', name: 'example', schema: JSON.parse(readFileSync(file, 'utf8')) };
}
