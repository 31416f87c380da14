import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { watchArrival } from './arrival.js';
import { digestDocument } from './document-digest.js';
import { plainFilename } from './plain-filename.js';
import { type DecodedBody, type ReceivedFile, type Receiver, type UnreadableBody, unreadable } from './receiver.js';

/** The parts received so far. */
interface Gathered {
  readonly fields: Map<string, string>;
  readonly files: Map<string, ReceivedFile>;
  problem?: UnreadableBody;
}

/** How many bytes of a text part are kept; above, it is cut, and too long for any field. */
export const TEXT_PART_BYTES = 64 * 1024;

/**
 * Texts are parts without a file name, whatever type they claim. Only typed ones need this: by
 * itself @fastify/multipart hands out bytes for octet-stream and parses application/json.
 */
export const isPartAFile = (_name?: string, contentType?: string, filename?: string): boolean =>
  filename !== undefined || contentType === 'application/octet-stream' || contentType === 'application/json';

/** Passes every chunk of a part on; events cost half of what an iterator does on a small file. */
function readPart({ file }: MultipartFile, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    file.on('data', onChunk).once('end', resolve).once('error', reject);
  });
}

/** Reads a file part to its end; only its digest, size and first bytes are kept. */
async function receiveFile(part: MultipartFile): Promise<ReceivedFile> {
  const digest = digestDocument();
  await readPart(part, digest.update);
  return { filename: plainFilename(part.filename), ...digest.result() };
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
    gathered.problem = unreadable('repeated-part', `the part ${name} was sent more than once`);
  }
  if (part.type === 'field') gathered.fields.set(name, String(part.value));
  else if (part.filename === undefined) gathered.fields.set(name, await receiveText(part));
  else gathered.files.set(name, await receiveFile(part));
}

/** A part named like a property of Object.prototype; @fastify/multipart reports it after all other parts. */
const PROTOTYPE_NAME = 'FST_PROTO_VIOLATION';

async function receiveParts(
  request: FastifyRequest,
  knownFields: readonly string[],
  gathered: Gathered,
): Promise<void> {
  try {
    for await (const part of request.parts()) {
      if (knownFields.includes(part.fieldname)) await receivePart(part, gathered);
      else if (part.type === 'file') part.file.resume();
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== PROTOTYPE_NAME)
      gathered.problem = unreadable('malformed', `the multipart body is malformed: ${message}`);
  }
  // After its last part, or an error, the parser asks for no more; what follows must flow all the same.
  request.raw.unpipe();
  request.raw.resume();
}

function decodeParts({ fields, files, problem }: Gathered): DecodedBody {
  return problem ?? { kind: 'body', body: Object.fromEntries([...fields, ...files]) };
}

/** Receives a multipart body part by part; files are never held in memory. */
export const receiveMultipart: Receiver = async (request, { knownFields, maxBodyBytes, ...options }) => {
  const watched = { ...options, maxBytes: maxBodyBytes };
  const gathered: Gathered = { fields: new Map(), files: new Map() };
  if (!request.isMultipart()) {
    gathered.problem = unreadable('wrong-kind', 'the body is not multipart/form-data');
    return { arrival: await watchArrival(request.raw, watched), textParts: {}, decode: () => decodeParts(gathered) };
  }
  const parts = receiveParts(request, knownFields, gathered);
  const arrival = await watchArrival(request.raw, watched);
  // Only a complete body lets the parts come to an end; of any other there is nothing to decode.
  if (arrival.end === 'complete') await parts;
  return { arrival, textParts: Object.fromEntries(gathered.fields), decode: () => decodeParts(gathered) };
};
