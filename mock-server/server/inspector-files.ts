import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** A file of the inspector, as the build wrote it. */
interface BuiltFile {
  readonly name: string;
  readonly contentType: string;
  /** The start of the SHA-256 of its content. */
  readonly hash: string;
}

/** A file of the inspector, ready to be sent. */
export interface InspectorFile extends BuiltFile {
  readonly gzip: Buffer;
  /** For the rare client that does not accept gzip. */
  plain(): Buffer;
}

/** The page itself; all other names contain the hash of their content. */
export const PAGE = 'index.html';

const FOLDER = new URL('../inspector/', import.meta.url);

/**
 * Reads the files that the build wrote, compressed, by name.
 * @throws Error with the code `ENOENT` when the inspector was not built.
 */
export async function readInspector(): Promise<ReadonlyMap<string, InspectorFile>> {
  const built: readonly BuiltFile[] = JSON.parse(await readFile(new URL('files.json', FOLDER), 'utf8'));
  const read = built.map(async (file) => {
    const gzip = await readFile(new URL(`${file.name}.gz`, FOLDER));
    return [file.name, { ...file, gzip, plain: () => gunzipSync(gzip) }] as const;
  });
  return new Map(await Promise.all(read));
}
