import { open, stat } from 'node:fs/promises';
import type { InvalidRequestError } from '../core/errors.js';
import { type OpenSource, type SourceError, withoutPath } from './source.js';

/** A short text with an extension; a Base64 text has none, and a `data:` URL is not a path. */
const LOOKS_LIKE_A_PATH = /^(?!data:)[^\0]{1,200}\.[a-z\d]{1,5}$/i;

/** The error shows only what is certainly a path: a document may have been passed by mistake. */
function unreadable(path: string | URL, error: unknown, sourceError: SourceError): InvalidRequestError {
  const text = String(path);
  const shown = LOOKS_LIKE_A_PATH.test(text) ? text : `a text of ${text.length} characters`;
  const cause = withoutPath(error);
  const { code = cause.message } = cause as NodeJS.ErrnoException;
  return sourceError('UNREADABLE', `${shown} cannot be read as a file (${code}); pass bytes as a Buffer`, { cause });
}

async function readFile(path: string | URL, lengthBytes: number, sourceError: SourceError): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(lengthBytes);
  const handle = await open(path);
  try {
    let length = 0;
    while (length < lengthBytes) {
      const { bytesRead } = await handle.read(buffer, length, lengthBytes - length);
      if (bytesRead === 0) {
        const measured = { limit: lengthBytes, actual: length };
        throw sourceError('LENGTH_MISMATCH', 'the file became shorter while it was read', measured);
      }
      length += bytesRead;
    }
    return buffer;
  } finally {
    await handle.close();
  }
}

/** Opens a file. */
export async function openPath(path: string | URL, sourceError: SourceError): Promise<OpenSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error, sourceError);
  });
  if (!found.isFile()) throw unreadable(path, new Error('not a file'), sourceError);
  const { size } = found;
  return {
    lengthBytes: size,
    read: async (into) => {
      const bytes = await readFile(path, size, sourceError).catch((error: NodeJS.ErrnoException) => {
        throw error.syscall ? unreadable(path, error, sourceError) : error;
      });
      into.take(bytes);
    },
  };
}
