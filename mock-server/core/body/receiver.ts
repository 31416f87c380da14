import type { FileKind } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { PictureSize } from '../journal/picture-size.js';
import type { Arrival, ArrivalOptions } from './arrival.js';
import type { HeldBytes } from './body-memory.js';

/** A body that could not be decoded. */
export interface UnreadableBody {
  readonly kind: 'unreadable';
  readonly problem: 'malformed' | 'too-large' | 'wrong-kind' | 'repeated-part';
  readonly reason: string;
}

export const unreadable = (problem: UnreadableBody['problem'], reason: string): UnreadableBody => ({
  kind: 'unreadable',
  problem,
  reason,
});

/** A decoded body that has not been checked yet, or why decoding failed. */
export type DecodedBody = { readonly kind: 'body'; readonly body: unknown } | UnreadableBody;

/** A body that has arrived. It is decoded only after its signature has been verified. */
export interface Received {
  readonly arrival: Arrival;
  /** The text parts, for signatures that cover them. */
  textParts?(): Readonly<Record<string, string>>;
  /** The bytes, if all of them were kept. */
  bytes?(): Buffer;
  decode(): DecodedBody;
}

/** What is known about a document; its bytes are not stored, unless the simulator keeps documents. */
export interface ReceivedDocument {
  readonly sizeBytes: number;
  readonly kind: FileKind | undefined;
  readonly crc32: number;
  /** Its first 16 KiB, which can carry a move. */
  readonly head: Buffer;
  /** In pixels, of a JPEG or PNG. */
  readonly pictureSize: PictureSize | undefined;
  /** All of it, when documents are kept. */
  readonly bytes?: Buffer;
}

/** A document in a file part. */
export interface ReceivedFile extends ReceivedDocument {
  readonly filename: string;
  /** The media type that the client gave, or the parser's default. */
  readonly contentType: string;
}

export interface ReceiveOptions extends ArrivalOptions {
  /** Bodies of up to this many bytes are buffered completely, if the body kind requires it. */
  readonly maxBufferedBytes: number;
  /** Counts what is kept of the body. */
  readonly held: HeldBytes;
  /** The fields of the operation; all others are ignored. */
  readonly knownFields: readonly string[];
  /** Keeps the bytes of documents for the journal. */
  readonly keepDocuments: boolean;
}

/**
 * The memory that a body takes while it streams by: the chunk that its first bytes are in. An arrival that does not get
 * it ends as `no-room`.
 */
export const STREAMED_BYTES = 64 * 1024;

export const NO_ROOM: Arrival = { end: 'no-room', sizeBytes: 0 };

/** Receives and decodes the body of one kind. */
export type Receiver = (request: FastifyRequest, options: ReceiveOptions) => Promise<Received>;
