import type {
  CatalogueAnswer,
  CoverageAnswer,
  JournalEntryAnswer,
  LanesAnswer,
  LedgerAnswer,
  MovesAnswer,
  RuleAnswer,
} from '../../generated/control/types.js';

export type {
  ClockAnswer as Clock,
  ClockRequest,
  CoverageAnswer as Coverage,
  ErrorAnswer,
  JournalAnswer as JournalPage,
  JournalEntryAnswer as Entry,
  LaneAnswer as Lane,
  LedgerAnswer as Ledger,
  RuleAnswer as Rule,
  RuleRequest,
  RulesAnswer as Rules,
  SettingsAnswer as Settings,
  StatesAnswer as States,
} from '../../generated/control/types.js';

/** What a code means for the client. */
export type OutcomeClass = 'success' | 'refused' | 'unknown';
export type Partner = CatalogueAnswer['partners'][number];
export type Code = Partner['catalogue'][number];
export type Decision = Partner['decisions'][number];
export type Setting = NonNullable<Partner['settings'][string]>;
export type SettingValue = boolean | number | string | null;
export type Provenance = Code['provenance'];
export type LaneSummary = LanesAnswer['lanes'][number];
export type LedgerEntry = LedgerAnswer['entries'][number];
export type OperationMoves = MovesAnswer['operations'][number];
export type Move = OperationMoves['moves'][number];
export type OperationCoverage = CoverageAnswer['operations'][number];
export type Diagnosis = NonNullable<JournalEntryAnswer['diagnosis']>;
export type RuleLike = RuleAnswer;

/** A document of a request. */
export interface ExchangeDocument {
  readonly field: string;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly crc32?: string | null;
  readonly kind: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly thumbnail: string | null;
}

export interface ExchangeStep {
  readonly name: string;
  readonly verdict: 'passed' | 'refused' | 'skipped';
  readonly rule: string | null;
  readonly provenance: 'documented' | 'family' | 'assumed' | null;
  readonly source: string | null;
  readonly reason: string | null;
}

export type Headers = readonly (readonly [name: string, value: string])[];

/** A whole exchange; what is old has lost its details. */
export interface Exchange extends JournalEntryAnswer {
  readonly request?: {
    readonly target: string;
    readonly headers: Headers;
    readonly body: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly documents: readonly ExchangeDocument[];
  } | null;
  readonly steps?: readonly ExchangeStep[];
  readonly answer?: {
    readonly httpStatus: number;
    readonly headers: Headers;
    readonly body: string | null;
    readonly bodyBytes: number;
    readonly delivered: boolean;
  } | null;
}
