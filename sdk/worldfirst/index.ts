export * from '../core/index.js';
export { type AttachmentAccepted, WorldFirst, type WorldFirstOptions } from './client.js';
export * from './errors.js';
export type { AttachmentData } from './judge.js';
export * from './notification.js';
export type { Attachment, AttachmentType } from './prepare.js';
