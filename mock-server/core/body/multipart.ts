import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { watchArrival } from './arrival.js';
import { digestDocument } from './document-digest.js';
import { plainFilename } from './plain-filename.js';
import { type DecodedBody, type ReceivedFile, type Receiver, type UnreadableBody, unreadable } from './receiver.js';

/** The parts received so far. */
interface ReceivedParts {
  readonly fields: Record<string, string>;
  readonly files: Record<string, ReceivedFile>;
  problem?: UnreadableBody | undefined;
}

/** How many bytes of a text part are kept; a longer one is truncated, and is too long for any field anyway. */
const TEXT_PART_BYTES = 64 * 1024;

/** How long the name and the file name of a part may be: 255 characters take up to 1,700 in encoded words. */
const NAME_CHARACTERS = 2048;

/** The limits of the parser. What is in a longer head than this has a name that is too long, even if it is cut off. */
export const PART_LIMITS = {
  fileSize: Number.POSITIVE_INFINITY, // the partner's own limit is checked later
  fieldSize: TEXT_PART_BYTES,
  parts: 100,
  headerPairs: 100,
  headerSize: 8 * 1024,
};

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

/** Why a part makes the whole body unreadable. */
function partProblem(name: string, filename: string, { fields, files }: ReceivedParts): UnreadableBody | undefined {
  if (Math.max(name.length, filename.length) > NAME_CHARACTERS) {
    return unreadable('too-large', `the name or file name of a part has more than ${NAME_CHARACTERS} characters`);
  }
  const isRepeated = Object.hasOwn(fields, name) || Object.hasOwn(files, name);
  return isRepeated ? unreadable('repeated-part', `the part ${name} was sent more than once`) : undefined;
}

async function receiveStream(part: MultipartFile, { fields, files }: ReceivedParts): Promise<void> {
  if (part.filename === undefined) fields[part.fieldname] = await receiveText(part);
  else files[part.fieldname] = await receiveFile(part);
}

/** Receives one part; the promise is for a part that is a stream and is not ignored. */
function receivePart(
  part: MultipartFile | MultipartValue,
  knownFields: readonly string[],
  received: ReceivedParts,
): Promise<void> | undefined {
  const { fieldname: name } = part;
  received.problem ??= partProblem(name, (part.type === 'file' && part.filename) || '', received);
  const isWanted = knownFields.includes(name) && received.problem?.problem !== 'too-large';
  if (part.type === 'file') {
    if (isWanted) return receiveStream(part, received);
    part.file.resume();
  } else if (isWanted) received.fields[name] = String(part.value);
  return undefined;
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
      const streamed = receivePart(part, knownFields, received);
      if (streamed) await streamed;
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

/** Receives a multipart body part by part; files are never kept in memory. */
export const receiveMultipart: Receiver = async (request, { knownFields, maxBodyBytes, ...options }) => {
  const watched = { ...options, maxBytes: maxBodyBytes };
  const received: ReceivedParts = { fields: {}, files: {} };
  const decode = (): DecodedBody =>
    received.problem ?? { kind: 'body', body: { ...received.fields, ...received.files } };
  if (!request.isMultipart()) {
    received.problem = unreadable('wrong-kind', 'the body is not multipart/form-data');
    return { arrival: await watchArrival(request.raw, watched), textParts: {}, decode };
  }
  const parts = receiveParts(request, knownFields, received);
  const arrival = await watchArrival(request.raw, watched);
  // The parts only end when the body is complete; otherwise there is nothing to decode.
  if (arrival.end === 'complete') await parts;
  return { arrival, textParts: received.fields, decode };
};
