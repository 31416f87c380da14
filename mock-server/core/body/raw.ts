import { watchArrival } from './arrival.js';
import { DocumentDigest } from './document-digest.js';
import { type DecodedBody, NO_ROOM, type ReceivedDocument, type Receiver, STREAMED_BYTES } from './receiver.js';

/** A body that is one document. */
export interface RawBody extends ReceivedDocument {
  /** The media type in lower case, without parameters; `''` when the header is missing. */
  readonly contentType: string;
}

/** Receives a body that is one document; it is digested, not stored. */
export const receiveRaw: Receiver = async (request, options) => {
  const { held, onChunk, keepDocuments } = options;
  const digest = new DocumentDigest(keepDocuments ? held : undefined);
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  const contentType = mediaType.trim().toLowerCase();
  const decode = (): DecodedBody => ({ kind: 'body', body: { contentType, ...digest.result() } });
  if (!held.take(STREAMED_BYTES)) return { arrival: NO_ROOM, decode };
  const arrival = await watchArrival(request.raw, {
    ...options,
    onChunk: (chunk) => {
      onChunk?.(chunk);
      digest.update(chunk);
    },
  });
  return { arrival, decode };
};
