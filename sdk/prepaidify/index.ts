export * from '../core/index.js';
export { type PhotoAccepted, Prepaidify, type PrepaidifyOptions } from './client.js';
export * from './errors.js';
export type { PhotoData } from './judge.js';
export * from './notification.js';
export type { Photo, PhotoType } from './prepare.js';
