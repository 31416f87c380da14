import { open, stat } from 'node:fs/promises';
import type { OpenSource, PlacedDocument, Room, SourceError } from './source.js';

const MAX_SHOWN_CHARACTERS = 200;

function unreadable(path: string | URL, cause: unknown, sourceError: SourceError) {
  const shown = String(path);
  const { code = 'unreadable' } = cause as NodeJS.ErrnoException;
  // a Base64 text given by mistake must not end up in a log
  const what = shown.length > MAX_SHOWN_CHARACTERS ? `a text of ${shown.length} characters` : shown;
  return sourceError('UNREADABLE', `${what} cannot be read as a file (${code}); give bytes as a Buffer`, { cause });
}

async function readFile(
  path: string | URL,
  lengthBytes: number,
  { before, after }: Room,
  sourceError: SourceError,
): Promise<PlacedDocument> {
  const buffer = Buffer.allocUnsafeSlow(before + lengthBytes + after);
  const handle = await open(path);
  try {
    let length = 0;
    while (length < lengthBytes) {
      const { bytesRead } = await handle.read(buffer, before + length, lengthBytes - length);
      if (bytesRead === 0) {
        throw sourceError('LENGTH_MISMATCH', 'the file became shorter while it was read', {
          limit: lengthBytes,
          actual: length,
        });
      }
      length += bytesRead;
    }
    return { buffer, lengthBytes };
  } finally {
    await handle.close();
  }
}

/** Opens a file; it is read straight into its place. */
export async function openPath(path: string | URL, sourceError: SourceError): Promise<OpenSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error, sourceError);
  });
  if (!found.isFile()) throw unreadable(path, { code: 'not a file' }, sourceError);
  const { size } = found;
  return {
    lengthBytes: size,
    read: (room) =>
      readFile(path, size, room, sourceError).catch((error: NodeJS.ErrnoException) => {
        throw error.syscall ? unreadable(path, error, sourceError) : error;
      }),
  };
}
