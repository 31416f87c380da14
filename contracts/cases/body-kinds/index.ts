import type { BodyKind } from '@sparring/contracts';
import type { BodyFormat } from './body-format.js';
import { json } from './json.js';
import { multipart } from './multipart.js';
import { none } from './none.js';
import { raw } from './raw.js';

export type * from './body-format.js';
export { BOUNDARY } from './multipart.js';

/** Every body kind. A new one needs a file here and a receiver in the simulator. */
export const bodyFormats: Readonly<Record<BodyKind, BodyFormat>> = { json, multipart, raw, none };
