export * from './catalogue.js';
export * from './characters.js';
export { type CompiledSchema, checkWith } from './check.js';
export * from './crypto.js';
export * from './file-kind.js';
export * from './multipart.js';
export type * from './partner.js';
export { prepaidify } from './partners/prepaidify/index.js';
export { worldfirst } from './partners/worldfirst/index.js';
