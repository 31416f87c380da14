import type {
  CatalogueAnswer,
  CoverageAnswer,
  JournalEntryAnswer,
  JournalExchangeAnswer,
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
  ExplanationAnswer as Explanation,
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

/** An exchange as a whole, or what the list knows of it; old ones have lost their details. */
export type Exchange = JournalEntryAnswer & Partial<JournalExchangeAnswer>;
export type ExchangeDocument = NonNullable<Exchange['request']>['documents'][number];
export type ExchangeStep = JournalExchangeAnswer['steps'][number];

/** Names and values, in their order. */
export type Headers = readonly (readonly string[])[];
