import type { Answer } from '../answer.js';
import { type ErrorDetails, SparringError } from './sparring-error.js';

/** What is known once the partner has answered. */
export interface AnsweredDetails extends ErrorDetails {
  readonly answer?: Answer;
  readonly answeredCode?: string;
  readonly partnerText?: string;
  readonly duty?: string;
  readonly requestId?: string | undefined;
  readonly verified?: boolean;
}

/** What the two errors that carry a partner's code have in common. */
export abstract class AnsweredError extends SparringError {
  /** The answer as it came; missing when none did. */
  readonly answer: Answer | undefined;
  /** The code character by character as the partner wrote it; `code` is `UNLISTED_CODE` when the catalogue lacks it. */
  readonly answeredCode: string | undefined;
  readonly partnerText: string | undefined;
  /** What the client must do now, from the catalogue. */
  readonly duty: string;
  readonly requestId: string | undefined;
  /** Whether the partner's signature over this answer holds; refusals before the signature check come unsigned. */
  readonly verified: boolean;

  constructor(details: AnsweredDetails) {
    super(details);
    this.answer = details.answer;
    this.answeredCode = details.answeredCode;
    this.partnerText = details.partnerText;
    this.duty = details.duty ?? '';
    this.requestId = details.requestId;
    this.verified = details.verified ?? false;
  }
}
