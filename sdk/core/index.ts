export type { Answer } from './answer.js';
export * from './errors/index.js';
export type { Receipt } from './exchange.js';
export {
  type NotificationCode,
  NotificationError,
  type ReceivedNotification,
  type SignedNotification,
} from './notification.js';
export type { Logger, RequestInfo, ResponseInfo } from './observe.js';
export type { CallOptions, ClientOptions } from './options.js';
export type { ByteStream, FileSource, ReopenableSource } from './source.js';
export type { Fetch } from './transport.js';
