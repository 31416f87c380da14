import type { AnswerMessage } from '@sparring/contracts';
import { answerJson } from './decode-answer.js';
import type { Value } from './generated/types.js';

/** Refers to a field of the answer to an earlier step. */
export type AnswerReference = Extract<Exclude<Value, string>, { readonly $answer: string }>;

/** The answers so far, by the number of their step. */
export type EarlierAnswers = ReadonlyMap<number, AnswerMessage>;

/** An earlier answer lacks a field that a step sends: the answer is wrong, not the case. */
export class UnusableFieldError extends Error {
  override readonly name = 'UnusableFieldError';

  constructor(
    readonly reference: AnswerReference,
    /** What the answer has instead. */
    readonly found: unknown,
  ) {
    super(`the answer to step ${reference.step} has no usable field ${reference.$answer}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether a JSON value refers to an earlier answer. */
export function isReference(value: unknown): value is AnswerReference {
  return isObject(value) && typeof value['$answer'] === 'string' && typeof value['step'] === 'number';
}

/** All references within a JSON value, such as a step of a case. */
export function referencesIn(value: unknown): readonly AnswerReference[] {
  if (isReference(value)) return [value];
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The field at a path, in which names and indexes are separated by dots; `undefined` when there is none. */
export function fieldAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((found, name) => (isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined), value);
}

/**
 * Reads the field of an earlier answer that is referred to.
 * @throws TypeError when no earlier request has this number.
 * @throws UnusableFieldError when the answer does not have the field.
 */
export function readReference(answers: EarlierAnswers, reference: AnswerReference): unknown {
  const { $answer, step } = reference;
  const answer = answers.get(step);
  if (!answer) throw new TypeError(`$answer ${$answer} needs the answer to step ${step}, which is no earlier request`);
  const found = fieldAt(answerJson(answer), $answer);
  if (found === undefined) throw new UnusableFieldError(reference, found);
  return found;
}

/**
 * The text of a field that was read.
 * @throws UnusableFieldError when it is neither a string nor a number, or when parsing may have rounded the number.
 */
export function referenceText(reference: AnswerReference, found: unknown): string {
  if (typeof found === 'string' && found !== '') return found;
  if (typeof found === 'number' && (Number.isSafeInteger(found) || !Number.isInteger(found))) return String(found);
  throw new UnusableFieldError(reference, found);
}
