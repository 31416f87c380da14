export * from '../core/index.js';
export { Prepaidify, type PrepaidifyOptions } from './client.js';
export * from './errors.js';
export * from './notification.js';
export type * from './photo.js';
