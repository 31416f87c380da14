import type { Operation, OperationOutcome } from './operation.js';

export type * from './body-kind.js';
export type * from './operation.js';

/** Where a rule comes from. `assumed` rules are ours and always marked as such. */
export interface Provenance {
  /** `documented`: the partner's own page. `family`: a sibling API of the same partner. `assumed`: ours. */
  readonly kind: 'documented' | 'family' | 'assumed';
  /** A link or the name of the document and clause. */
  readonly source: string;
}

/** What a code means for the caller: it worked, it was refused, or nobody knows. */
export type OutcomeClass = 'success' | 'refused' | 'unknown';

/** One code a partner can answer with. */
export interface CatalogueEntry<Code extends string = string> {
  readonly code: Code;
  readonly class: OutcomeClass;
  /** The partner's text; `%s` is filled with the name of a field. */
  readonly text: string;
  readonly provenance: Provenance;
  /** What the client must do now. */
  readonly clientAction: string;
  /** What makes a partner answer with this code; absent when only a move does. */
  readonly trigger?: string;
  /** The field named in `%s` when the code is asked for as a move. */
  readonly moveSubject?: string;
  /** The partner answers this code before it knows who is calling, so the answer is not authenticated. */
  readonly beforeSignature?: true;
}

export type Catalogue<Code extends string = string> = readonly CatalogueEntry<Code>[];

/** Why the partner says no. `reason` is for people and never goes on the wire. */
export interface Refusal<Code extends string = string> {
  readonly kind: 'refused';
  readonly code: Code;
  /** The decision that refuses, for example `W12`. */
  readonly rule: string;
  readonly reason: string;
  /** Fills `%s` of the catalogue's text. */
  readonly subject?: string;
}

/** The partner says yes. `data` is what the envelope carries besides the code. */
export interface Accepted<Code extends string = string> {
  readonly kind: 'accepted';
  readonly code: Code;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Outcome<Code extends string = string> = Accepted<Code> | Refusal<Code>;

/** What the simulator does where the partner's documents are silent or contradict themselves. */
export interface Decision {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly provenance: Provenance;
  readonly setting?: string;
}

/** A question the documents leave open, with our default answer. */
export interface Setting {
  readonly kind: 'flag' | 'count' | 'choice' | 'text';
  readonly default: boolean | number | string | null;
  /** For `choice`. */
  readonly choices?: readonly string[];
  /** For `count`: `null` (written `off`) is allowed. */
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

/** A request as it crosses the wire. */
export interface RequestMessage {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer as it crossed the wire; header names in lower case. */
export interface AnswerMessage {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** A decoded envelope. `data` is what it carries besides code, text and class. */
export interface DecodedAnswer {
  readonly code: string;
  readonly class: OutcomeClass;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where the envelope gets its time and its chance from. */
export interface Stamp {
  readonly at: Date;
  /** Lower-case hex digits, fresh on each call. */
  hex(digits: number): string;
}

/** Everything both sides of one partner's API agree on. */
export interface PartnerContract {
  readonly name: string;
  readonly title: string;
  /** Every path of the partner begins with it. */
  readonly pathPrefix: string;
  readonly documents: readonly string[];
  readonly operations: readonly Operation[];
  /** What is answered when no operation has the method and path. */
  readonly unroutedOutcomes: readonly OperationOutcome[];
  readonly catalogue: Catalogue;
  readonly decisions: readonly Decision[];
  readonly settings: SettingsTable;
  /** The request headers that carry the signature, with what they hold. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The answer headers, with what they hold. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Which decision a part of every answer rests on: `httpStatus`, `text`, `header <name>`, `body.<name>`. */
  readonly partDecisions: Readonly<Record<string, string>>;
  /** Builds the body of an answer from the catalogue. */
  encode(outcome: Outcome, stamp: Stamp, settings: Readonly<Record<string, SettingValue>>): object;
  /** Reads what `encode` built; `undefined` when it is not the partner's envelope. */
  decode(answer: unknown, httpStatus: number): DecodedAnswer | undefined;
}
