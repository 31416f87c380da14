export type {
  BrokenAnswerCode,
  ConnectionCode,
  ErrorKind,
  InvalidRequestCode,
  NotificationCode,
  UnknownOutcomeCode,
  UnlistedCode,
} from './error-codes.js';
export * from './errors.js';
export type { ByteStream, FileSource, ReopenableSource } from './file-source.js';
export type { ReceivedNotification, SignedNotification } from './notification.js';
export type { CallOptions, ClientOptions, Environment, Fetch, Logger, RequestInfo, ResponseInfo } from './options.js';
export type { Answer, Attempt, Receipt, StopReason } from './result.js';
