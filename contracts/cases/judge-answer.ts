import {
  type AnswerMessage,
  entryOf,
  findOutcome,
  type Operation,
  type OperationOutcome,
  type RequestMessage,
  renderText,
} from '@sparring/contracts';
import type { CallerContext, Composer } from './composer.js';
import { answerJson, decodeAnswer } from './decode-answer.js';
import { fieldAt } from './earlier-answer.js';
import type { Answer } from './generated/types.js';
import { isMediaType } from './media-type.js';

/** One difference between an answer and its case. */
export interface Difference {
  /** `code`, `httpStatus`, `signature`, `body.attachmentUrl`, … */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** What judging an answer needs besides the answer itself. */
export interface JudgeContext {
  readonly composer: Composer;
  readonly operation: Operation;
  readonly request: RequestMessage;
  readonly caller: CallerContext;
}

type Expected = NonNullable<Answer['body']>[string];

const LONGEST_SHOWN = 200;

/** A value in a difference, cut off when it is long. */
export function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function differ(field: string, expected: unknown, actual: unknown): Difference[] {
  return expected === actual ? [] : [{ field, expected: shown(expected), actual: shown(actual) }];
}

/** A literal must be equal, `null` means absent for a header, and a pattern must match. */
function differFromPattern(field: string, expected: Expected, actual: unknown): Difference[] {
  if (expected === null || typeof expected !== 'object') return differ(field, expected, actual ?? null);
  if (typeof actual === 'string' && new RegExp(expected.$matches, 'u').test(actual)) return [];
  return [{ field, expected: `a string that matches ${expected.$matches}`, actual: shown(actual) }];
}

/** The outcome of the code. A code that the operation does not have belongs to a request that was not routed. */
function outcomeOf({ code, httpStatus }: Answer, { composer, operation }: JudgeContext): OperationOutcome {
  const outcomes = [...operation.outcomes, ...composer.contract.unroutedOutcomes];
  return outcomes.find((one) => one.code === code && one.httpStatus === httpStatus) ?? findOutcome(outcomes, code);
}

/** The expected text of a code, which can depend on a setting and, where answers carry no code, on their fields. */
function expectedText({ code, subject }: Answer, outcome: OperationOutcome, context: JudgeContext): string {
  const { composer, operation, caller } = context;
  const { catalogue, encode, decode } = composer.contract;
  const entry = entryOf(catalogue, code);
  if (outcome.schema === undefined) return renderText(entry, subject);
  const stamp = { at: caller.at, hex: (digits: number) => '0'.repeat(digits) };
  const { httpStatus, exampleData: data = operation.exampleData } = outcome;
  const example =
    entry.class === 'success'
      ? ({ kind: 'accepted', code, httpStatus, data } as const)
      : ({ kind: 'refused', code, httpStatus, rule: '', reason: '', subject: subject ?? '' } as const);
  return decode(encode(example, stamp, caller.settings), httpStatus)?.text ?? renderText(entry, subject);
}

/** What an answer has in place of the partner's envelope. */
function shownBody(answer: AnswerMessage): string {
  const body = answerJson(answer);
  if (body !== undefined || answer.body.length === 0) return shown(body);
  return `what is not JSON: ${shown(answer.body.toString())}`;
}

function judgeBody(expected: Answer, answer: AnswerMessage, context: JudgeContext): Difference[] {
  const { contract } = context.composer;
  const body = answerJson(answer);
  const decoded = decodeAnswer(contract, answer);
  if (!decoded) return [{ field: 'body', expected: "the partner's envelope", actual: shownBody(answer) }];
  const entry = entryOf(contract.catalogue, expected.code);
  const outcome = outcomeOf(expected, context);
  return [
    ...differ('code', expected.code, decoded.code),
    ...differ('class', entry.class, decoded.class),
    ...differ('text', expectedText(expected, outcome, context), decoded.text),
    ...Object.entries(expected.body ?? {}).flatMap(([name, pattern]) =>
      differFromPattern(`body.${name}`, pattern, fieldAt(decoded.data, name)),
    ),
    ...outcome.check(body).map(({ path, message }) => ({
      field: `schema ${path || '/'}`,
      expected: message,
      actual: shown(body),
    })),
  ];
}

/** As for the body, but for a media type, which can be written in more than one way. */
function differFromHeader(name: string, expected: Expected, actual: unknown): Difference[] {
  const isType = name.toLowerCase() === 'content-type' && typeof expected === 'string' && typeof actual === 'string';
  return isType && isMediaType(expected, actual) ? [] : differFromPattern(`header ${name}`, expected, actual);
}

function judgeSignature({ signed }: Answer, answer: AnswerMessage, context: JudgeContext): Difference[] {
  if (signed === undefined) return [];
  const actual = context.composer.checkSignature?.(answer, context.request, context.caller) ?? 'none';
  return differ('signature', signed ? 'valid' : 'none', actual);
}

/**
 * Compares an answer with its case: HTTP status, code, class, text, further fields, headers, the answer's schema,
 * and its signature over the exact bytes.
 * @returns the differences; none when the answer is correct.
 */
export function judgeAnswer(expected: Answer, answer: AnswerMessage, context: JudgeContext): readonly Difference[] {
  return [
    ...differ('httpStatus', expected.httpStatus ?? outcomeOf(expected, context).httpStatus, answer.httpStatus),
    ...judgeBody(expected, answer, context),
    ...judgeSignature(expected, answer, context),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, pattern]) =>
      differFromHeader(name, pattern, answer.headers[name.toLowerCase()]),
    ),
  ];
}
