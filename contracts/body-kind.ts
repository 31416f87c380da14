import type { Part } from './multipart.js';

/** How the content of a request is encoded. */
export type BodyKind = 'json' | 'multipart' | 'raw' | 'none';

/** One field of a body to write: text, bytes or any JSON value. */
export type BodyField = Part | { readonly name: string; readonly json: unknown };
