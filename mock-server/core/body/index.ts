import type { BodyKind } from '@sparring/contracts';
import { receiveJson } from './json.js';
import { receiveMultipart } from './multipart.js';
import { receiveNone } from './none.js';
import { receiveRaw } from './raw.js';
import type { Receiver } from './receiver.js';

/** Every body kind. A new one needs a file here and a format in the contracts. */
export const receivers: Readonly<Record<BodyKind, Receiver>> = {
  json: receiveJson,
  multipart: receiveMultipart,
  raw: receiveRaw,
  none: receiveNone,
};
