import { watchArrival } from './arrival.js';
import { digestDocument } from './document-digest.js';
import type { ReceivedDocument, Receiver } from './receiver.js';

/** A body that is one document. */
export interface RawBody extends ReceivedDocument {
  /** The media type in lower case, without parameters; `''` when the header is missing. */
  readonly contentType: string;
}

/** Receives a body that is one document; it is digested, not stored. */
export const receiveRaw: Receiver = async (request, options) => {
  const { onChunk } = options;
  const digest = digestDocument();
  const arrival = await watchArrival(request.raw, {
    ...options,
    onChunk: (chunk) => {
      onChunk?.(chunk);
      digest.update(chunk);
    },
  });
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  const contentType = mediaType.trim().toLowerCase();
  return { arrival, decode: () => ({ kind: 'body', body: { contentType, ...digest.result() } }) };
};
