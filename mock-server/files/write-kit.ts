import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../core/make-folder.js';
import { UserError } from '../core/user-error.js';
import { writeIndexPage } from './index-page.js';
import { type KitInput, makeKit } from './kit.js';
import {
  MANIFEST_NAME,
  type Manifest,
  type ManifestFile,
  type PlacedFile,
  placeDocuments,
  readManifest,
  sha256,
} from './manifest.js';

/** What was written. */
export interface WrittenKit {
  /** The page that shows and explains every document. */
  readonly indexPath: string;
  readonly documentCount: number;
  readonly sizeBytes: number;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** The result of a file operation, or the alternative when there is no such file. */
async function unlessMissing<Value, Other>(result: Promise<Value>, other: Other): Promise<Value | Other> {
  return result.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return other;
    throw error;
  });
}

/**
 * Writes a file that must not exist yet.
 * @throws UserError in one sentence when it exists or cannot be written.
 */
export async function writeNewFile(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new UserError(`${path} exists already; move it away or use another name`);
    throw new UserError(`${path} cannot be written (${codeOf(error)}); use another place`);
  }
}

/** The files that an earlier kit wrote into the folder; none when the folder is new or empty. */
async function earlierFiles(folder: string): Promise<readonly ManifestFile[]> {
  const names = await unlessMissing(readdir(folder), []);
  if (names.length === 0) return [];
  const text = await unlessMissing(readFile(join(folder, MANIFEST_NAME), 'utf8'), '');
  const manifest = readManifest(text);
  if (!manifest)
    throw new UserError(`the folder ${folder} holds files that are no kit of Sparring; use a new or empty folder`);
  return manifest.files;
}

/** Refuses to go on when a file of the earlier kit was changed, or a new one would replace a foreign file. */
async function checkFiles(
  folder: string,
  earlier: readonly ManifestFile[],
  wanted: readonly PlacedFile[],
): Promise<void> {
  for (const { path, sha256: digest } of earlier) {
    const bytes = await unlessMissing(readFile(join(folder, path)), undefined);
    if (bytes && sha256(bytes) !== digest) {
      throw new UserError(
        `${join(folder, path)} was changed since Sparring wrote it; move it away or use a new folder`,
      );
    }
  }
  const own = new Set(earlier.map(({ path }) => path));
  for (const { path } of wanted) {
    const foreign = !own.has(path) && (await unlessMissing(stat(join(folder, path)), undefined));
    if (foreign) throw new UserError(`${join(folder, path)} is not from Sparring; move it away or use a new folder`);
  }
}

async function replaceFiles(
  folder: string,
  earlier: readonly ManifestFile[],
  files: readonly PlacedFile[],
  seed: string,
) {
  for (const { path } of earlier) await rm(join(folder, path), { force: true });
  await rm(join(folder, MANIFEST_NAME), { force: true });
  await makeFolder(folder);
  const listed = files.map(({ bytes: _bytes, ...file }) => file);
  const manifest: Manifest = { madeBy: 'sparring', version: 1, seed, files: listed };
  // first, so that a kit that was interrupted can be written again
  await writeNewFile(join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const { path, bytes } of files) {
    await makeFolder(dirname(join(folder, path)));
    await writeNewFile(join(folder, path), bytes);
  }
}

/**
 * Writes a kit: the documents of each operation, a page that shows and explains them (`index.html`), and the same for
 * machines (`sparring-kit.json`). An earlier kit in the folder is replaced; any other file is left alone.
 * @param folder new, empty, or with an earlier kit whose files were not changed
 * @throws UserError in one sentence when the folder cannot be used; no file was written then, unless the disk is full.
 * @example await writeKit('kit', { operations, moves, seed: '1' })
 */
export async function writeKit(folder: string, input: KitInput): Promise<WrittenKit> {
  try {
    const earlier = await earlierFiles(folder);
    await makeFolder(folder); // before the documents are made, which takes seconds
    const sections = makeKit(input);
    const documents = placeDocuments(sections);
    const page = Buffer.from(writeIndexPage(sections, input.seed));
    const files = [...documents, { path: 'index.html', sha256: sha256(page), bytes: page }];
    await checkFiles(folder, earlier, files);
    await replaceFiles(folder, earlier, files, input.seed);
    const sizeBytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return { indexPath: join(folder, 'index.html'), documentCount: documents.length, sizeBytes };
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw new UserError(`the folder ${folder} cannot be used (${codeOf(error)}); use another one`);
  }
}
