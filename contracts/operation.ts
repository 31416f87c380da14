import type { BodyKind } from './body-kind.js';

/** One clause that was violated in a body or in the parameters. `field` is the first step of `path`. */
export interface Violation {
  readonly field: string;
  /** JSON pointer into the body, or `/<name>` for a parameter. */
  readonly path: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
  readonly message: string;
  /** What the keyword allows: a number of characters, a list of values, a pattern. */
  readonly limit?: unknown;
}

/** Checks a value against its JSON Schema: an empty list means valid. */
export type Check = (value: unknown) => readonly Violation[];

/** The schema of an answer. */
export interface AnswerSchema {
  /** File name under `partners/<name>/schema/`, without `.json`. */
  readonly schema: string;
  readonly check: Check;
}

/** One code that can be answered, with its HTTP status and the schema of its answer. */
export interface OperationOutcome<Code extends string = string> extends AnswerSchema {
  readonly code: Code;
  readonly httpStatus: number;
}

/** One thing a partner offers: its methods at its path. */
export interface Operation<Code extends string = string> {
  readonly name: string;
  readonly title: string;
  /** The first one is the default of commands and cases. */
  readonly methods: readonly string[];
  /** A path template, for example `/v2/documents/{documentId}`. */
  readonly path: string;
  /** The names of the query parameters, for commands. */
  readonly query?: readonly string[];
  readonly bodyKind: BodyKind;
  readonly source: string;
  /** The body's fields, in the order in which they are checked and reported. */
  readonly requestFields: readonly string[];
  /** File names under `partners/<name>/schema/`, without `.json`. `parameters` describes the path and query together. */
  readonly schema: { readonly parameters?: string; readonly request?: string };
  /** Checks the path and query parameters, all of them texts. */
  readonly checkParameters?: Check;
  /** Checks the decoded body. */
  readonly checkRequest?: Check;
  /** Every code this operation can answer. */
  readonly outcomes: readonly OperationOutcome<Code>[];
  /** What an accepted answer carries, as an example for documents. */
  readonly exampleData: Readonly<Record<string, unknown>>;
}

/**
 * Outcomes that share the schema of their answer.
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
 * Finds how a code is answered. This is the only place that knows an outcome's HTTP status.
 * @throws RangeError when the code is not among the outcomes: a bug of ours.
 */
export function findOutcome(outcomes: readonly OperationOutcome[], code: string): OperationOutcome {
  const found = outcomes.find((outcome) => outcome.code === code);
  if (!found) throw new RangeError(`the operation has no outcome ${code}`);
  return found;
}
