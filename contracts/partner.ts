import type { Operation, OperationOutcome } from './operation.js';

export type * from './body-kind.js';
export type * from './operation.js';

/** Where a rule comes from. */
export interface Provenance {
  /** `documented`: the partner's own page. `family`: a sibling API of the same partner. `assumed`: our choice. */
  readonly kind: 'documented' | 'family' | 'assumed';
  /** A link, or the name of the document and the clause. */
  readonly source: string;
}

/** What a code means for the caller: success, a refusal, or an unknown outcome. */
export type OutcomeClass = 'success' | 'refused' | 'unknown';

/** One code that a partner can answer with. */
export interface CatalogueEntry<Code extends string = string> {
  readonly code: Code;
  readonly class: OutcomeClass;
  /** The partner's text; `%s` is replaced by the name of a field. */
  readonly text: string;
  readonly provenance: Provenance;
  /** What the client must do when it gets this code. */
  readonly clientAction: string;
  /** What makes the partner answer with this code; absent when only a move can. */
  readonly trigger?: string;
  /** The field that replaces `%s` when the code is requested by a move. */
  readonly moveSubject?: string;
  /** The partner can send this code before it knows who is calling, so that a client does not rely on a signature. */
  readonly beforeSignature?: true;
}

export type Catalogue<Code extends string = string> = readonly CatalogueEntry<Code>[];

/** What of a request is wrong, and what it must be; for explanations, never sent to the client. */
export interface WrongPart {
  /** `rate`: how often requests come. */
  readonly part: 'method' | 'path' | 'header' | 'parameter' | 'field' | 'document' | 'body' | 'rate';
  /** Of the header, parameter or field; of a document, the field that it is in. */
  readonly name?: string;
  /** Continues "must be": `13 digits`, `at most 64 characters`. */
  readonly allowed: string;
}

/** Why the partner refuses. `reason` is for people and never sent to the client. */
export interface Refusal<Code extends string = string> {
  readonly kind: 'refused';
  readonly code: Code;
  /** Which outcome it is, when several have the code; default: the first. */
  readonly httpStatus?: number;
  /** The decision behind the refusal, for example `W12`. */
  readonly rule: string;
  readonly reason: string;
  /** Replaces `%s` in the catalogue's text. */
  readonly subject?: string;
  /** What is wrong; absent when it is not one part of the request. */
  readonly wrong?: WrongPart;
}

/** The partner accepts. `data` is what the envelope carries besides the code. */
export interface Accepted<Code extends string = string> {
  readonly kind: 'accepted';
  readonly code: Code;
  /** Which outcome it is, when several have the code; default: the first. */
  readonly httpStatus?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Outcome<Code extends string = string> = Accepted<Code> | Refusal<Code>;

/** What the simulator does where the partner's documents are silent or contradict each other. */
export interface Decision {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly provenance: Provenance;
  readonly setting?: string;
}

/** A question that the documents leave open, with our default answer. */
export interface Setting {
  readonly kind: 'flag' | 'count' | 'choice' | 'text';
  readonly default: boolean | number | string | null;
  /** Only for `choice`. */
  readonly choices?: readonly string[];
  /** Only for `count`: `null` (written as `off`) is allowed. */
  readonly nullable?: boolean;
  readonly provenance: Provenance;
  readonly why: string;
  readonly decision: string;
}

export type SettingsTable = Readonly<Record<string, Setting>>;
export type SettingValue = boolean | number | string | null;

type Wide<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : T;

/** The values of a settings table. */
export type SettingsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { choices: readonly (infer Choice)[] }
    ? Choice
    : Table[Name] extends { nullable: true }
      ? number | null
      : Wide<Table[Name]['default']>;
};

/** A request as it is sent over the wire. */
export interface RequestMessage {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer as it was received; header names are in lower case. */
export interface AnswerMessage {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** A decoded envelope. `data` is whatever it carries besides code, text and class. */
export interface DecodedAnswer {
  readonly code: string;
  readonly class: OutcomeClass;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The source of time and randomness for an envelope. */
export interface Stamp {
  readonly at: Date;
  /** Lower-case hex digits, different on every call. */
  hex(digits: number): string;
}

/** Everything that both sides of a partner's API agree on. */
export interface PartnerContract {
  readonly name: string;
  readonly title: string;
  /** The prefix of all the partner's paths. */
  readonly pathPrefix: string;
  readonly documents: readonly string[];
  readonly operations: readonly Operation[];
  /** The outcomes of a request that matches no operation. */
  readonly unroutedOutcomes: readonly OperationOutcome[];
  readonly catalogue: Catalogue;
  readonly decisions: readonly Decision[];
  readonly settings: SettingsTable;
  /** The request headers that authenticate a request, each with a description. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The answer headers, each with a description. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** A signed answer says when it was signed, so that a client can recognize an old one. */
  readonly datesAnswers?: true;
  /** Fields of an answer's data that identify it, so that a request is found by them. */
  readonly answerIds?: readonly string[];
  /** The decision behind each part of an answer: `httpStatus`, `text`, `header <name>`, `body.<name>`. */
  readonly partDecisions: Readonly<Record<string, string>>;
  /** Builds the body of an answer, with its text from the catalogue; not called for an outcome without a body. */
  encode(outcome: Outcome, stamp: Stamp, settings: Readonly<Record<string, SettingValue>>): object;
  /**
   * Reads what `encode` built, or `undefined` when the answer has no body; returns `undefined` when it is not the
   * partner's envelope.
   */
  decode(answer: unknown, httpStatus: number): DecodedAnswer | undefined;
}
