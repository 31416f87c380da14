import type { Answer } from '../answer.js';
import { type ErrorDetails, SparringError } from './sparring-error.js';

/** The answer breaks the contract or its signature: it proves nothing, and the document may be stored. */
export class BrokenAnswerError extends SparringError {
  static {
    BrokenAnswerError.prototype.name = 'BrokenAnswerError';
  }
  readonly kind = 'broken-answer';
  declare readonly code: BrokenAnswerCode;
  readonly answer: Answer | undefined;

  constructor(details: ErrorDetails & { code: BrokenAnswerCode; answer?: Answer }) {
    super(details);
    this.answer = details.answer;
  }
}

/** What is wrong with an answer. */
export type BrokenAnswerCode =
  | 'NOT_JSON'
  | 'CONTRACT_BROKEN'
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_WRONG'
  | 'REDIRECT'
  | 'HTTP_STATUS'
  | 'ANSWER_TOO_LARGE';
