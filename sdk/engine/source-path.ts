import { open, stat } from 'node:fs/promises';
import type { BadSource, OpenSource, Placed, Room } from './source.js';

const LONGEST_SHOWN = 200;

function unreadable(path: string | URL, cause: unknown, bad: BadSource) {
  const shown = String(path);
  const { code = 'unreadable' } = cause as NodeJS.ErrnoException;
  // a Base64 text given by mistake must not end up in a log
  const what = shown.length > LONGEST_SHOWN ? `a text of ${shown.length} characters` : shown;
  return bad('UNREADABLE', `${what} cannot be read as a file (${code}); give bytes as a Buffer`, { cause });
}

async function readFile(
  path: string | URL,
  lengthBytes: number,
  { before, after }: Room,
  bad: BadSource,
): Promise<Placed> {
  const buffer = Buffer.allocUnsafeSlow(before + lengthBytes + after);
  const handle = await open(path);
  try {
    let length = 0;
    while (length < lengthBytes) {
      const { bytesRead } = await handle.read(buffer, before + length, lengthBytes - length);
      if (bytesRead === 0) {
        throw bad('LENGTH_MISMATCH', 'the file became shorter while it was read', {
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

/** A file, read straight into its place. */
export async function openPath(path: string | URL, bad: BadSource): Promise<OpenSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error, bad);
  });
  if (!found.isFile()) throw unreadable(path, { code: 'not a file' }, bad);
  const { size } = found;
  return {
    lengthBytes: size,
    read: (room) =>
      readFile(path, size, room, bad).catch((error: NodeJS.ErrnoException) => {
        throw error.syscall ? unreadable(path, error, bad) : error;
      }),
  };
}
