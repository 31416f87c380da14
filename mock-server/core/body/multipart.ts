import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { type Arrival, watchArrival } from './arrival.js';
import type { HeldBytes } from './body-memory.js';
import { DocumentDigest } from './document-digest.js';
import { plainFilename } from './plain-filename.js';
import {
  type DecodedBody,
  NO_ROOM,
  type ReceivedFile,
  type Receiver,
  STREAMED_BYTES,
  type UnreadableBody,
  unreadable,
} from './receiver.js';

/** The parts received so far, by name. */
interface ReceivedParts {
  readonly body: Record<string, string | ReceivedFile>;
  readonly held: HeldBytes;
  /** Set when there was no memory left for a text part. */
  noRoom?: true;
  readonly keepDocuments: boolean;
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

/** What is made of a part as its chunks arrive. */
interface PartReader {
  update(chunk: Buffer): void;
  result(): string | ReceivedFile;
}

/** Reads a file part; only its digest, size and first bytes are kept, unless documents are. */
class FileReader extends DocumentDigest implements PartReader {
  readonly #filename: string;
  readonly #contentType: string;

  constructor(filename: string, contentType: string, { held, keepDocuments }: ReceivedParts) {
    super(keepDocuments ? held : undefined);
    this.#filename = filename;
    this.#contentType = contentType;
  }

  override result(): ReceivedFile {
    return { filename: plainFilename(this.#filename), contentType: this.#contentType, ...super.result() };
  }
}

/** Counts a text of so many bytes; returns whether it can be kept. */
function hasRoom(received: ReceivedParts, bytes: number): boolean {
  if (received.held.take(bytes)) return true;
  received.noRoom = true;
  return false;
}

class TextReader implements PartReader {
  readonly #received: ReceivedParts;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(received: ReceivedParts) {
    this.#received = received;
  }

  update(chunk: Buffer): void {
    if (this.#keptBytes < TEXT_PART_BYTES && hasRoom(this.#received, chunk.length)) this.#kept.push(chunk);
    this.#keptBytes += chunk.length;
  }

  result(): string {
    return Buffer.concat(this.#kept).toString();
  }
}

/** Why a part makes the whole body unreadable. */
function partProblem(name: string, filename: string, { body }: ReceivedParts): UnreadableBody | undefined {
  if (Math.max(name.length, filename.length) > NAME_CHARACTERS) {
    return unreadable('too-large', `the name or file name of a part has more than ${NAME_CHARACTERS} characters`);
  }
  return Object.hasOwn(body, name)
    ? unreadable('repeated-part', `the part ${name} was sent more than once`)
    : undefined;
}

/** Reads a part chunk by chunk; on a small file, events cost half as much as an iterator. */
function receiveStream({ fieldname, filename, mimetype, file }: MultipartFile, received: ReceivedParts): Promise<void> {
  const reader: PartReader =
    filename === undefined ? new TextReader(received) : new FileReader(filename, mimetype, received);
  return new Promise((resolve, reject) => {
    const end = () => {
      received.body[fieldname] = reader.result();
      resolve();
    };
    file
      .on('data', (chunk: Buffer) => reader.update(chunk))
      .once('end', end)
      .once('error', reject);
  });
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
  } else if (isWanted && hasRoom(received, String(part.value).length)) received.body[name] = String(part.value);
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
  if (request.raw.readableEnded) return;
  // After the last part or an error, the parser stops reading, but the rest of the body must still be consumed.
  request.raw.unpipe();
  request.raw.resume();
}

const textsOf = ({ body }: ReceivedParts) =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

const endOf = ({ noRoom }: ReceivedParts, arrival: Arrival): Arrival =>
  noRoom && arrival.end === 'complete' ? { ...arrival, end: 'no-room' } : arrival;

/** Receives a multipart body part by part; files are never kept in memory. */
export const receiveMultipart: Receiver = async (request, options) => {
  const { held, keepDocuments } = options;
  const received: ReceivedParts = { body: {}, held, keepDocuments };
  const decode = (): DecodedBody => received.problem ?? { kind: 'body', body: received.body };
  if (!request.isMultipart()) {
    received.problem = unreadable('wrong-kind', 'the body is not multipart/form-data');
    return { arrival: await watchArrival(request.raw, options), decode };
  }
  if (!held.take(STREAMED_BYTES)) return { arrival: NO_ROOM, decode };
  const parts = receiveParts(request, options.knownFields, received);
  const arrival = await watchArrival(request.raw, options);
  // The parts only end when the body is complete; otherwise there is nothing to decode.
  if (arrival.end === 'complete') await parts;
  return { arrival: endOf(received, arrival), textParts: () => textsOf(received), decode };
};
