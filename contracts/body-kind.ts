import type { Part } from './multipart.js';

/** How a request carries its content. */
export type BodyKind = 'json' | 'multipart' | 'raw' | 'none';

/** One field of a body to write: text or bytes, or any JSON value. */
export type BodyField = Part | { readonly name: string; readonly json: unknown };
