import { watchArrival } from './arrival.js';
import type { Receiver } from './receiver.js';

/** Consumes an unexpected body, so that a signature over it can still be verified. */
export const receiveNone: Receiver = async (request, { maxBodyBytes, idleMs, onChunk }) => ({
  arrival: await watchArrival(request.raw, { maxBytes: maxBodyBytes, idleMs, onChunk }),
  decode: () => ({ kind: 'body', body: undefined }),
});
