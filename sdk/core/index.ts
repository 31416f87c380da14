export type {
  BrokenAnswerCode,
  ConnectionCode,
  ErrorKind,
  InvalidRequestCode,
  NotificationCode,
  UnknownOutcomeCode,
  UnlistedCode,
} from './error-codes.js';
export {
  type AnsweredDetails,
  AnsweredError,
  BrokenAnswerError,
  ConnectionError,
  type ErrorDetails,
  InvalidRequestError,
  type PartnerReply,
  RefusedError,
  type SendAgain,
  SparringError,
  UnknownOutcomeError,
} from './errors.js';
export type { ByteStream, FileSource, ReopenableSource } from './file-source.js';
export { NotificationError, type ReceivedNotification, type SignedNotification } from './notification.js';
export type {
  CallOptions,
  ClientOptions,
  Environment,
  Fetch,
  HeadersOption,
  Logger,
  Overrides,
  RequestInfo,
  ResponseInfo,
  TlsOptions,
} from './options.js';
export type { Answer, Attempt, Receipt, StopReason } from './result.js';
