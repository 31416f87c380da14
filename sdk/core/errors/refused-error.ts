import { AnsweredError } from './answered-error.js';

/** The partner said no. It is never repeated: the same request would be refused again. */
export class RefusedError extends AnsweredError {
  static {
    RefusedError.prototype.name = 'RefusedError';
  }
  readonly kind = 'refused';
}
