import type { Catalogue, OutcomeClass } from '@sparring/contracts/partner';

/** The kinds of failure; each has its class. */
export type ErrorKind =
  | 'invalid-request'
  | 'refused'
  | 'unknown-outcome'
  | 'broken-answer'
  | 'connection'
  | 'notification';

/** The codes of one class of a catalogue. */
export type CodesOf<Table extends Catalogue, Class extends OutcomeClass> = Extract<
  Table[number],
  { readonly class: Class }
>['code'];

/** Stands for a code that the catalogue of this version does not list; the error's `answeredCode` has it. */
export type UnlistedCode = 'UNLISTED_CODE';

/** Codes of `UnknownOutcomeError` that are not the partner's. */
export type UnknownOutcomeCode = 'TIMEOUT' | 'DEADLINE' | 'ABORTED' | 'CONNECTION_LOST' | 'HTTP_STATUS';

/** What is wrong with an answer. */
export type BrokenAnswerCode =
  | 'NOT_JSON'
  | 'CONTRACT_BROKEN'
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_WRONG'
  | 'REDIRECT'
  | 'HTTP_STATUS'
  | 'ANSWER_TOO_LARGE';

/** Why a request was not sent; `INVALID_OPTION` when an option of the call is the reason. */
export type InvalidRequestCode =
  | 'MISSING'
  | 'WRONG_TYPE'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'NOT_ALLOWED'
  | 'TOO_LARGE'
  | 'EMPTY'
  | 'WRONG_FORMAT'
  | 'UNREADABLE'
  | 'LENGTH_MISMATCH'
  | 'SOURCE_SPENT'
  | 'INVALID_OPTION';

/** Why nothing was sent. */
export type ConnectionCode = 'UNREACHABLE' | 'CERTIFICATE' | 'ABORTED' | 'DEADLINE';

/** Why a notification is refused. */
export type NotificationCode =
  | 'MALFORMED'
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_WRONG'
  | 'TIME_OUT_OF_WINDOW'
  | 'NOT_JSON';
