export type { Answer } from './answer.js';
export type { Environment } from './environment.js';
export * from './errors.js';
export type { Fetch } from './fetch.js';
export type { ByteStream, FileSource, ReopenableSource } from './file-source.js';
export {
  type NotificationCode,
  NotificationError,
  type ReceivedNotification,
  type SignedNotification,
} from './notification.js';
export type { Logger, RequestInfo, ResponseInfo } from './observers.js';
export type { CallOptions, ClientOptions } from './options.js';
export type { Receipt } from './receipt.js';
