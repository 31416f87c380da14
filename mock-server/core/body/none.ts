import { watchArrival } from './arrival.js';
import type { Receiver } from './receiver.js';

/** Consumes an unexpected body, so that a signature over it can still be verified. */
export const receiveNone: Receiver = async (request, options) => ({
  arrival: await watchArrival(request.raw, options),
  decode: () => ({ kind: 'body', body: undefined }),
});
