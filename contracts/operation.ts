import type { BodyKind } from './body-kind.js';
import { parameterNames } from './route.js';

/** One schema violation in a body or in the parameters. `field` is the first segment of `path`. */
export interface Violation {
  readonly field: string;
  /** JSON pointer into the body, or `/<name>` for a parameter. */
  readonly path: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
  readonly message: string;
  /** What the keyword allows, such as a number of characters, a list of values or a pattern. */
  readonly limit?: unknown;
}

/** Checks a value against its JSON Schema; an empty list means that it is valid. */
export type Check = (value: unknown) => readonly Violation[];

/** The schema of an answer. */
export interface AnswerSchema {
  /** File name under `partners/<name>/schema/`, without `.json`; absent when the answer has no body. */
  readonly schema?: string;
  readonly check: Check;
  /** Sample data of an accepted answer; default: that of the operation. */
  readonly exampleData?: Readonly<Record<string, unknown>>;
}

/** An answer without a body, such as HTTP 204: `outcomesOf({ DELETED: 204 }, noBody)`. */
export const noBody: AnswerSchema = {
  check: (body) =>
    body === undefined ? [] : [{ field: '', path: '', keyword: 'not', message: 'the answer must have no body' }],
};

/**
 * One code that an operation can answer with, its HTTP status and the schema of its answer. Several outcomes can have
 * the same code, or the same HTTP status, but not both.
 */
export interface OperationOutcome<Code extends string = string> extends AnswerSchema {
  readonly code: Code;
  readonly httpStatus: number;
}

/** One thing that a partner offers: methods plus a path template. */
export interface Operation<Code extends string = string> {
  readonly name: string;
  readonly title: string;
  /** The first one is the default in commands and cases. */
  readonly methods: readonly string[];
  /** A path template, for example `/v2/documents/{documentId}`. */
  readonly path: string;
  /** The names of the query parameters, used by commands. */
  readonly query?: readonly string[];
  readonly bodyKind: BodyKind;
  readonly source: string;
  /** The body's fields, in the order in which they are checked and reported. */
  readonly requestFields: readonly string[];
  /** The field of the body, or the parameter, that identifies what a request is about. */
  readonly businessId?: string;
  /** The field of the body that tells documents with the same business id apart; absent when an id has one document. */
  readonly distinguishedBy?: string;
  /** File names under `partners/<name>/schema/`, without `.json`. `parameters` covers both path and query. */
  readonly schema: { readonly parameters?: string; readonly request?: string };
  /** Checks the path and query parameters, which are all strings. */
  readonly checkParameters?: Check;
  /** Checks the decoded body. */
  readonly checkRequest?: Check;
  /** Every code that this operation can answer with. */
  readonly outcomes: readonly OperationOutcome<Code>[];
  /** Sample data of an accepted answer, shown in generated documents. */
  readonly exampleData: Readonly<Record<string, unknown>>;
}

/**
 * The fields of the body and the parameters whose values can be strings, which a rule can compare: whether a field can is
 * what the check of the body says about one.
 */
export function textFields({ path, query = [], requestFields, checkRequest }: Operation): readonly string[] {
  const isText = (name: string) =>
    !checkRequest?.({ [name]: '' }).some((one) => one.keyword === 'type' && one.path === `/${name}`);
  return [...new Set([...requestFields.filter(isText), ...parameterNames(path), ...query])];
}

/**
 * Creates outcomes that share one answer schema.
 * @param statuses the HTTP status of each code
 * @example outcomesOf({ OK: 200, NOT_FOUND: 404 }, documentAnswer)
 */
export function outcomesOf<Code extends string>(
  statuses: Readonly<Record<Code, number>>,
  answer: AnswerSchema,
): readonly OperationOutcome<Code>[] {
  return Object.entries<number>(statuses).map(([code, httpStatus]) => ({ code: code as Code, httpStatus, ...answer }));
}

/**
 * Finds the outcome of a code. This is the only place that determines the HTTP status of an answer.
 * @param status which one, when several outcomes have the code; default: the first
 * @throws RangeError when there is no such outcome, which is a bug of ours.
 */
export function findOutcome(outcomes: readonly OperationOutcome[], code: string, status?: number): OperationOutcome {
  const found = outcomes.find((one) => one.code === code && (status ?? one.httpStatus) === one.httpStatus);
  if (!found) throw new RangeError(`the operation has no outcome ${code}${status ? ` with HTTP ${status}` : ''}`);
  return found;
}
