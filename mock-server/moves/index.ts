export {
  type ChosenMove,
  chooseMove,
  MOVE_SOURCES,
  type MoveChooser,
  type MoveRequest,
  type MoveSource,
} from './choose-move.js';
export type { Delivery, Fault, FaultEffect, FaultyAnswer, Random } from './fault.js';
export { faults } from './faults/index.js';
export {
  type ListedMove,
  listMoves,
  type MoveProblem,
  type MoveScope,
  type ParsedMove,
  parseMove,
} from './parse-move.js';
export { NATURAL, type Rule, type RuleInput, type RuleProblem, type RuleScope } from './rules/rule.js';
export { createRuleBook, MAX_RULES, type RuleBook, type RuleBookOptions, type RuleRequest } from './rules/rule-book.js';
export type { RuleHit, RuleSearch } from './rules/rule-search.js';
export { explainUnusedValue, valueMove } from './triggers/value.js';
