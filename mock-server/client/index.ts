export { UserError } from '../core/user-error.js';
export type {
  CodeCoverage,
  Coverage,
  FaultCoverage,
  OperationCoverage,
  StrayAnswers,
} from '../coverage/coverage.js';
export type { Share } from '../coverage/share.js';
export type * from '../explain/explanation.js';
export type * from '../lanes/literal-types.js';
export type { DescribedMove, OperationMoves } from '../lanes/operation-moves.js';
export type { Rule } from '../moves/rules/rule.js';
export type { Review, ReviewedRule } from '../review/review.js';
export type { Evidence, Finding, Severity } from '../review/rule.js';
export type { ClockState } from '../state/clock.js';
export type * from '../state/journal-entry.js';
export type { LedgerEntry } from '../state/ledger.js';
export type { Control, ExportFormat, RemoteClock, RemoteLane, RemoteRules } from './control.js';
export { ControlError } from './control-error.js';
export { type ControlOptions, createControl } from './create-control.js';
