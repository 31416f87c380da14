import type { FileKind } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { Arrival } from '../arrival.js';

/** A body that could not be read. */
export interface BrokenBody {
  readonly kind: 'broken';
  readonly problem: 'malformed' | 'too-large' | 'foreign' | 'repeated-part';
  readonly reason: string;
}

/** A body read, not yet judged. */
export type ReadBody = { readonly kind: 'body'; readonly body: unknown } | BrokenBody;

/** A body that has arrived. It is read only after its signature was found to hold. */
export interface Received {
  readonly arrival: Arrival;
  /** The text parts that arrived, for signatures that cover them. */
  readonly textParts?: Readonly<Record<string, string>>;
  read(): ReadBody;
}

/** What is known of a file part; its bytes are not kept. */
export interface ReceivedFile {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly kind: FileKind | undefined;
  readonly crc32: number;
}

export interface ReceiveOptions {
  readonly maxBufferedBytes: number;
  readonly capBytes: number;
  readonly idleMs: number;
  /** The parts the operation knows; others are ignored. */
  readonly knownParts: readonly string[];
  readonly onChunk: ((chunk: Buffer) => void) | undefined;
}

/** Bytes to body. */
export type Codec = (request: FastifyRequest, options: ReceiveOptions) => Promise<Received>;
