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
import type { Answer } from './generated/types.js';

/** One point in which an answer is not what its case says. */
export interface Difference {
  /** `code`, `httpStatus`, `signature`, `body.attachmentUrl`, … */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** What an answer is compared with. */
export interface JudgeContext {
  readonly composer: Composer;
  readonly operation: Operation;
  readonly request: RequestMessage;
  readonly caller: CallerContext;
}

type Expected = NonNullable<Answer['body']>[string];

const LONGEST_SHOWN = 200;

function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function differ(field: string, expected: unknown, actual: unknown): Difference[] {
  return expected === actual ? [] : [{ field, expected: shown(expected), actual: shown(actual) }];
}

/** A literal must be equal; `null` in headers means absent; a form must match. */
function differFromForm(field: string, expected: Expected, actual: unknown): Difference[] {
  if (expected === null || typeof expected !== 'object') return differ(field, expected, actual ?? null);
  if (typeof actual === 'string' && new RegExp(expected.$matches, 'u').test(actual)) return [];
  return [{ field, expected: `a text of the form ${expected.$matches}`, actual: shown(actual) }];
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** How the operation answers the code; a code that it does not have comes from a request that was not routed. */
function outcomeOf({ code }: Answer, { composer, operation }: JudgeContext): OperationOutcome {
  const known = operation.outcomes.some((outcome) => outcome.code === code);
  return findOutcome(known ? operation.outcomes : composer.contract.unroutedOutcomes, code);
}

/** The text of a code can be a setting; then the setting is what is expected. */
function expectedText({ code, subject }: Answer, httpStatus: number, { composer, caller }: JudgeContext): string {
  const { catalogue, encode, decode } = composer.contract;
  const entry = entryOf(catalogue, code);
  const stamp = { at: caller.at, hex: (digits: number) => '0'.repeat(digits) };
  const outcome =
    entry.class === 'success'
      ? ({ kind: 'accepted', code, data: {} } as const)
      : ({ kind: 'refused', code, rule: '', reason: '', subject: subject ?? '' } as const);
  return decode(encode(outcome, stamp, caller.settings), httpStatus)?.text ?? renderText(entry, subject);
}

function judgeBody(expected: Answer, { httpStatus, body: bytes }: AnswerMessage, context: JudgeContext): Difference[] {
  const body = parsed(bytes);
  const decoded = context.composer.contract.decode(body, httpStatus);
  if (!decoded) return [{ field: 'body', expected: "the partner's envelope", actual: shown(body) }];
  const entry = entryOf(context.composer.contract.catalogue, expected.code);
  return [
    ...differ('code', expected.code, decoded.code),
    ...differ('class', entry.class, decoded.class),
    ...differ('text', expectedText(expected, httpStatus, context), decoded.text),
    ...Object.entries(expected.body ?? {}).flatMap(([name, form]) =>
      differFromForm(`body.${name}`, form, decoded.data[name]),
    ),
    ...outcomeOf(expected, context)
      .check(body)
      .map(({ path, message }) => ({
        field: `schema ${path || '/'}`,
        expected: message,
        actual: shown(body),
      })),
  ];
}

function judgeSignature({ signed }: Answer, answer: AnswerMessage, context: JudgeContext): Difference[] {
  if (signed === undefined) return [];
  const actual = context.composer.checkSignature?.(answer, context.request, context.caller) ?? 'none';
  return differ('signature', signed ? 'valid' : 'none', actual);
}

/**
 * Compares an answer with what its case says: HTTP status, code, class, text, free fields by form, headers,
 * the answer's schema and its signature over the exact bytes.
 * @returns the points that differ; none when the answer is right.
 */
export function judgeAnswer(expected: Answer, answer: AnswerMessage, context: JudgeContext): readonly Difference[] {
  return [
    ...differ('httpStatus', expected.httpStatus ?? outcomeOf(expected, context).httpStatus, answer.httpStatus),
    ...judgeBody(expected, answer, context),
    ...judgeSignature(expected, answer, context),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, form]) =>
      differFromForm(`header ${name}`, form, answer.headers[name.toLowerCase()]),
    ),
  ];
}
