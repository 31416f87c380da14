import { createHash } from 'node:crypto';
import { documentPath, type KitEntry, type KitSection } from './kit.js';

/** The file that says which files of a folder are ours, and what each of them does. */
export const MANIFEST_NAME = 'sparring-kit.json';

/** One file of a kit, for machines. */
export interface ManifestFile {
  /** From the folder of the kit, with slashes. */
  readonly path: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** What follows is absent from the index page. */
  readonly partner?: string;
  readonly operation?: string;
  readonly group?: KitEntry['group'];
  readonly move?: string;
  /** The code of the expected answer; a fault has none. */
  readonly code?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The manifest of a kit. */
export interface Manifest {
  readonly madeBy: 'sparring';
  readonly version: 1;
  readonly seed: string;
  readonly files: readonly ManifestFile[];
}

/** A digest in hexadecimal digits. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A file of a kit with its bytes. */
export interface PlacedFile extends ManifestFile {
  readonly bytes: Buffer;
}

function placeEntry(section: KitSection, entry: KitEntry): readonly PlacedFile[] {
  const { group, move, code } = entry;
  const what = { ...(move === undefined ? {} : { move }), ...(code === undefined ? {} : { code }) };
  return entry.documents.map((document) => ({
    path: documentPath(section, entry, document),
    sha256: sha256(document.bytes),
    partner: section.contract.name,
    operation: section.operation.name,
    group,
    ...what,
    fields: document.fields,
    bytes: document.bytes,
  }));
}

/** Lists the documents of a kit with their places. */
export const placeDocuments = (sections: readonly KitSection[]): readonly PlacedFile[] =>
  sections.flatMap((section) => section.entries.flatMap((entry) => placeEntry(section, entry)));

/** No path leads out of the folder, whatever a manifest says. */
const isInside = (path: unknown) =>
  typeof path === 'string' && !/[\\\0]/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));

const isFile = (file: Partial<ManifestFile> | null) => isInside(file?.path) && typeof file?.sha256 === 'string';

/** Reads the text of a manifest; `undefined` when it is not one of ours. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const { madeBy, version, files } = JSON.parse(text) as Partial<Manifest>;
    if (madeBy !== 'sparring' || version !== 1 || !Array.isArray(files) || !files.every(isFile)) return undefined;
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}
