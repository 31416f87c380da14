import { crc32 } from 'node:zlib';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { fileKind, MAGIC_BYTES } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import { watchArrival } from '../arrival.js';
import type { BrokenBody, Codec, ReadBody, ReceivedFile } from './codec.js';
import { plainFilename } from './plain-filename.js';

/** What the parts of a body have told so far. */
interface Gathered {
  readonly fields: Map<string, string>;
  readonly files: Map<string, ReceivedFile>;
  broken?: BrokenBody;
}

const broken = (problem: BrokenBody['problem'], reason: string): BrokenBody => ({ kind: 'broken', problem, reason });

/** How many bytes of a text part are kept; above, it is cut, and too long for any field. */
export const TEXT_PART_BYTES = 64 * 1024;

/**
 * Texts are parts without a file name, whatever type they claim. Only typed ones need to be told so: by
 * itself @fastify/multipart hands out bytes for octet-stream and parses application/json.
 */
export const isPartAFile = (_name?: string, contentType?: string, filename?: string): boolean =>
  filename !== undefined || contentType === 'application/octet-stream' || contentType === 'application/json';

/** Lends every chunk of a part; events cost half of what an iterator does on a small file. */
function readPart({ file }: MultipartFile, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    file.on('data', onChunk).once('end', resolve).once('error', reject);
  });
}

/** Reads a file part to its end; only its digest, size and first bytes are kept. */
async function receiveFile(part: MultipartFile): Promise<ReceivedFile> {
  let sizeBytes = 0;
  let checksum = 0;
  let head = Buffer.alloc(0);
  await readPart(part, (chunk) => {
    if (head.length < MAGIC_BYTES) head = Buffer.concat([head, chunk.subarray(0, MAGIC_BYTES)]);
    sizeBytes += chunk.length;
    checksum = crc32(chunk, checksum);
  });
  return { filename: plainFilename(part.filename), sizeBytes, crc32: checksum, kind: fileKind(head) };
}

async function receiveText(part: MultipartFile): Promise<string> {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  await readPart(part, (chunk) => {
    if (keptBytes < TEXT_PART_BYTES) kept.push(chunk);
    keptBytes += chunk.length;
  });
  return Buffer.concat(kept).toString();
}

async function receivePart(part: MultipartFile | MultipartValue, gathered: Gathered): Promise<void> {
  const name = part.fieldname;
  if (gathered.fields.has(name) || gathered.files.has(name)) {
    gathered.broken = broken('repeated-part', `the part ${name} was sent more than once`);
  }
  if (part.type === 'field') gathered.fields.set(name, String(part.value));
  else if (part.filename === undefined) gathered.fields.set(name, await receiveText(part));
  else gathered.files.set(name, await receiveFile(part));
}

/** A part whose name an object is born with; @fastify/multipart reports it after all other parts. */
const FOREIGN_NAME = 'FST_PROTO_VIOLATION';

async function receiveParts(request: FastifyRequest, knownParts: readonly string[], gathered: Gathered): Promise<void> {
  try {
    for await (const part of request.parts()) {
      if (knownParts.includes(part.fieldname)) await receivePart(part, gathered);
      else if (part.type === 'file') part.file.resume();
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== FOREIGN_NAME) gathered.broken = broken('malformed', `the multipart body is broken: ${message}`);
  }
  // After its last part, or an error, the parser asks for no more; what follows must flow all the same.
  request.raw.unpipe();
  request.raw.resume();
}

function readParts({ fields, files, broken: problem }: Gathered): ReadBody {
  return problem ?? { kind: 'body', body: Object.fromEntries([...fields, ...files]) };
}

/** Reads a multipart body part by part; files are never held in memory. */
export const multipartCodec: Codec = async (request, { knownParts, ...options }) => {
  const gathered: Gathered = { fields: new Map(), files: new Map() };
  if (!request.isMultipart()) {
    gathered.broken = broken('foreign', 'the body is not multipart/form-data');
    return { arrival: await watchArrival(request.raw, options), textParts: {}, read: () => readParts(gathered) };
  }
  const parts = receiveParts(request, knownParts, gathered);
  const arrival = await watchArrival(request.raw, options);
  // Only a body that arrived whole lets the parts come to an end; of any other there is nothing to read.
  if (arrival.end === 'whole') await parts;
  return { arrival, textParts: Object.fromEntries(gathered.fields), read: () => readParts(gathered) };
};
