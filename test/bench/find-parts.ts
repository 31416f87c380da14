import { crc32 } from 'node:zlib';

/** What is kept of an upload: its fields, and the file's digest, size and first byte. */
export interface FoundUpload {
  readonly fields: Record<string, string>;
  crc: number;
  size: number;
  magic: number | undefined;
}

const joined = (held: Buffer, chunk: Buffer) => (held.length > 0 ? Buffer.concat([held, chunk]) : chunk);

/**
 * The floor's search for the parts of a body as its chunks come: each chunk is searched once for the
 * delimiter, and only where two chunks meet are a few bytes copied. A body of one chunk is never copied.
 */
export function findParts(boundary: string) {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const overlap = delimiter.length - 1;
  const none: Buffer = Buffer.alloc(0);
  const upload: FoundUpload = { fields: {}, crc: 0, size: 0, magic: undefined };
  let held = none;
  let inFile = false;
  let ended = false;

  const take = (bytes: Buffer): void => {
    upload.magic ??= bytes[0];
    upload.size += bytes.length;
    upload.crc = crc32(bytes, upload.crc);
  };
  /** Takes all but the last bytes, which may be the beginning of a delimiter. */
  const takeSafe = (bytes: Buffer): void => {
    const safe = Math.max(0, bytes.length - overlap);
    take(bytes.subarray(0, safe));
    held = bytes.subarray(safe);
  };
  /** Keeps the beginning of a part whose end has not come yet. */
  const leaveOpen = (bytes: Buffer, start: number, headEnd: number, isFile: boolean): void => {
    ended = bytes.toString('latin1', start + overlap + 1, start + overlap + 3) === '--';
    inFile = isFile;
    if (isFile) takeSafe(bytes.subarray(headEnd + 4));
    else held = bytes.subarray(start);
  };
  /** Reads one part that begins at a delimiter; returns where the next begins when this one is whole. */
  const readPart = (bytes: Buffer, start: number): number | undefined => {
    const headEnd = bytes.indexOf('\r\n\r\n', start);
    const end = headEnd < 0 ? -1 : bytes.indexOf(delimiter, headEnd + 2);
    const head = headEnd < 0 ? '' : bytes.toString('latin1', start, headEnd);
    const isFile = head.includes('filename="');
    if (end < 0) return void leaveOpen(bytes, start, headEnd, isFile);
    const content = bytes.subarray(headEnd + 4, end);
    if (isFile) take(content);
    else upload.fields[/name="([^"]*)"/.exec(head)?.[1] ?? ''] = content.toString();
    return end;
  };
  /** Goes on with the file in a new chunk; returns what begins with its delimiter. */
  const endInChunk = (chunk: Buffer): Buffer | undefined => {
    take(held);
    const at = chunk.indexOf(delimiter);
    if (at < 0) return void takeSafe(chunk);
    take(chunk.subarray(0, at));
    return chunk.subarray(at);
  };
  /** Looks for a delimiter that began in the chunk before. */
  const endFile = (chunk: Buffer): Buffer | undefined => {
    const early = Buffer.concat([held, chunk.subarray(0, overlap)]).indexOf(delimiter);
    if (early >= 0) {
      take(held.subarray(0, early));
      return Buffer.concat([held.subarray(early), chunk]);
    }
    return chunk.length < overlap ? void takeSafe(Buffer.concat([held, chunk])) : endInChunk(chunk);
  };

  return {
    feed(chunk: Buffer): void {
      const bytes = inFile ? endFile(chunk) : joined(held, chunk);
      let start = bytes ? 0 : undefined;
      while (bytes && start !== undefined) start = readPart(bytes, start);
    },
    end(): FoundUpload {
      if (!ended) throw new Error('broken multipart');
      return upload;
    },
  };
}
