import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { watchArrival } from './arrival.js';
import { digestDocument } from './document-digest.js';
import { plainFilename } from './plain-filename.js';
import { type DecodedBody, type ReceivedFile, type Receiver, type UnreadableBody, unreadable } from './receiver.js';

/** The parts received so far. */
interface ReceivedParts {
  readonly fields: Map<string, string>;
  readonly files: Map<string, ReceivedFile>;
  problem?: UnreadableBody;
}

/** How many bytes of a text part are kept; a longer one is truncated, and is too long for any field anyway. */
export const TEXT_PART_BYTES = 64 * 1024;

/**
 * Parts without a file name are text, whatever their type. Those with a type are treated as files here, because
 * otherwise @fastify/multipart returns bytes for octet-stream and parses application/json.
 */
export const isPartAFile = (_name?: string, contentType?: string, filename?: string): boolean =>
  filename !== undefined || contentType === 'application/octet-stream' || contentType === 'application/json';

/** Reads a part chunk by chunk; on a small file, events cost half as much as an iterator. */
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

async function receivePart(part: MultipartFile | MultipartValue, received: ReceivedParts): Promise<void> {
  const name = part.fieldname;
  if (received.fields.has(name) || received.files.has(name)) {
    received.problem = unreadable('repeated-part', `the part ${name} was sent more than once`);
  }
  if (part.type === 'field') received.fields.set(name, String(part.value));
  else if (part.filename === undefined) received.fields.set(name, await receiveText(part));
  else received.files.set(name, await receiveFile(part));
}

/** The error for a part named like a property of Object.prototype; it comes after all other parts. */
const PROTOTYPE_NAME = 'FST_PROTO_VIOLATION';

async function receiveParts(
  request: FastifyRequest,
  knownFields: readonly string[],
  received: ReceivedParts,
): Promise<void> {
  try {
    for await (const part of request.parts()) {
      if (knownFields.includes(part.fieldname)) await receivePart(part, received);
      else if (part.type === 'file') part.file.resume();
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== PROTOTYPE_NAME)
      received.problem = unreadable('malformed', `the multipart body is malformed: ${message}`);
  }
  // After the last part or an error, the parser stops reading, but the rest of the body must still be consumed.
  request.raw.unpipe();
  request.raw.resume();
}

function decodeParts({ fields, files, problem }: ReceivedParts): DecodedBody {
  return problem ?? { kind: 'body', body: Object.fromEntries([...fields, ...files]) };
}

/** Receives a multipart body part by part; files are never kept in memory. */
export const receiveMultipart: Receiver = async (request, { knownFields, maxBodyBytes, ...options }) => {
  const watched = { ...options, maxBytes: maxBodyBytes };
  const received: ReceivedParts = { fields: new Map(), files: new Map() };
  if (!request.isMultipart()) {
    received.problem = unreadable('wrong-kind', 'the body is not multipart/form-data');
    return { arrival: await watchArrival(request.raw, watched), textParts: {}, decode: () => decodeParts(received) };
  }
  const parts = receiveParts(request, knownFields, received);
  const arrival = await watchArrival(request.raw, watched);
  // The parts only end when the body is complete; otherwise there is nothing to decode.
  if (arrival.end === 'complete') await parts;
  return { arrival, textParts: Object.fromEntries(received.fields), decode: () => decodeParts(received) };
};
