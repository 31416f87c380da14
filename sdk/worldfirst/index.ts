export * from '../core/index.js';
export type * from './attachment.js';
export { WorldFirst, type WorldFirstOptions } from './client.js';
export * from './errors.js';
export * from './notification.js';
