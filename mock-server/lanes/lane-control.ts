import type { SettingValue } from '@sparring/contracts';
import type { AllCredentials } from '../config/credentials.js';
import { findPartner } from '../config/find-partner.js';
import { type AllSettings, checkSettings, type SettingsInput } from '../config/settings.js';
import { withoutUndefined } from '../core/field-check.js';
import { keepsStates } from '../core/partner.js';
import { UserError } from '../core/user-error.js';
import { type Coverage, coverageOf, coverageOfPartner } from '../coverage/coverage.js';
import type { Explanation } from '../explain/explanation.js';
import type { Rule } from '../moves/rules/rule.js';
import type { Review } from '../review/review.js';
import { runOf } from '../review/run-of.js';
import type { JournalEntry, JournalExchange, JournalFilter } from '../state/journal.js';
import type { LedgerEntry } from '../state/ledger.js';
import { checkChange, checkLimit, checkText } from './check-arguments.js';
import { checkInput } from './check-input.js';
import { type ClockControl, clockControl } from './clock-control.js';
import { explainIn } from './explain-in.js';
import { checkJournalFilter } from './journal-filter.js';
import type { Lane } from './lane.js';
import { movesOf, type OperationMoves } from './operation-moves.js';
import { withThumbnails } from './with-thumbnails.js';

/** Controls the rules of a lane, which say what move a request gets. */
export interface RuleControl<Input> {
  /**
   * Adds a rule.
   * @throws UserError that says what is allowed; its `field` is the field of the rule that is wrong.
   * @example rules.add({ partner: 'worldfirst', sequence: ['UNKNOWN_EXCEPTION', 'UNKNOWN_EXCEPTION', 'natural'] })
   */
  add(rule: Input): Rule;
  /** The rules that have not expired, in the order in which they are asked, with their hits. */
  list(): readonly Rule[];
  get(id: string): Rule | undefined;
  /** Whether there was such a rule. */
  remove(id: string): boolean;
  clear(): void;
}

/** What a test can do with one lane. */
export interface LaneControl<RuleInput = unknown> {
  readonly name: string;
  readonly credentials: AllCredentials;
  /** Repeats ids, probabilities and delays. */
  readonly seed: string;
  readonly clock: ClockControl;
  readonly rules: RuleControl<RuleInput>;
  settings(): AllSettings;
  /** Changes a setting from now on; throws a `UserError` when it does not exist or the value is invalid. */
  configure(partner: string, setting: string, value: SettingValue): void;
  /** Changes several settings from now on, or none when one of them does not exist or its value is invalid. */
  configureAll(settings: SettingsInput): void;
  /** Puts a business id into a state. */
  setState(partner: string, state: string, subject: string): Promise<void>;
  /** The states of every partner that has any, with their descriptions. */
  states(): Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Every move that can be asked for, by operation. */
  moves(): readonly OperationMoves[];
  /**
   * What happened to a business id: an entry for each operation that it was sent to. Without one, the ids that were
   * named last, newest first.
   * @param limit how many entries at most, from 1 to 1,000; default: 100
   */
  ledger(businessId?: string, limit?: number): Promise<readonly LedgerEntry[]>;
  /** The latest requests, newest first. */
  journal(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /**
   * The newest request with this `x-sparring-id`, or else with this id in its answer, or else about this business id,
   * with all that is known of it, unless it is too old.
   * @param id or `last` for the newest of all
   */
  journalEntry(id: string): Promise<JournalExchange | undefined>;
  /** Which codes and faults of which operations, of one partner or of all, were exercised since the start or the last reset. */
  coverage(partner?: string): Promise<Coverage>;
  /**
   * What the requests since the start or the last reset say about the client: what it did wrong, with evidence, and which
   * rules were not exercised.
   * @param partner only the requests to this partner
   */
  review(partner?: string): Promise<Review>;
  /**
   * Why a request got its answer, and what to do; by the same ids as `journalEntry`.
   * @param id or `last` for the newest of all
   */
  explain(id: string): Promise<Explanation | undefined>;
  /** Clears stores, states, rules, journal, ledger and coverage, and restores the initial settings, clock and seed. */
  reset(): Promise<void>;
}

const DEFAULT_ENTRIES = 100;

function ruleControl({ rules }: Lane): RuleControl<unknown> {
  return {
    add: (input) => {
      const added = rules.add(input);
      if (added.kind === 'added') return added.rule;
      throw new UserError(added.message, added.field, added.full ? { code: 'too-many' } : {});
    },
    list: rules.list,
    get: rules.get,
    remove: rules.remove,
    clear: rules.clear,
  };
}

const statesOf = ({ partners }: Lane) =>
  Object.fromEntries(
    [...partners].flatMap(([name, { partner }]) => (keepsStates(partner) ? [[name, partner.states] as const] : [])),
  );

/** As `partner: state`, for messages. */
const allStates = (partners: Lane['partners']): readonly string[] =>
  [...partners].flatMap(([name, { partner }]) =>
    keepsStates(partner) ? Object.keys(partner.states).map((state) => `${name}: ${state}`) : [],
  );

function stateSetter({ partners }: Lane): LaneControl['setState'] {
  return async (name, state, subject) => {
    checkInput('stateRequest', 'a state', { partner: name, state, subject });
    const { partner } = partners.get(name) ?? {};
    const states = partner && keepsStates(partner) ? partner.states : {};
    if (!partner || !keepsStates(partner) || !Object.hasOwn(states, state)) {
      const own = Object.keys(states).join(', ') || 'none';
      const message = `${name.slice(0, 64)} has no state ${state.slice(0, 64)}; it has ${own}`;
      throw new UserError(message, 'state', { code: 'unknown-state', known: allStates(partners) });
    }
    await partner.setState(state, subject);
  };
}

/** @throws UserError when it is not the name of a partner; it can be left out. */
export function checkPartnerName(partner: string | undefined): void {
  checkText('partner', partner);
  if (partner !== undefined) findPartner(partner);
}

const partnersOf = ({ partners }: Lane) => [...partners.values()].map(({ partner }) => partner);

/** Changes settings, all or none of them. */
function changeSettings({ configure }: Lane, given: unknown): void {
  const changes = withoutUndefined(given);
  checkInput('settingsRequest', 'a change of settings', changes);
  for (const [partner, values] of Object.entries(checkSettings(changes as SettingsInput))) {
    for (const [setting, value] of Object.entries(values)) configure(partner, setting, value);
  }
}

/** Controls a lane. */
export function laneControl(lane: Lane): LaneControl {
  const { name, credentials, world, ledger, journal, tally, settings, reset } = lane;
  return {
    name,
    credentials,
    seed: world.seed,
    clock: clockControl(lane),
    rules: ruleControl(lane),
    settings,
    configure: (partner, setting, value) => {
      checkChange(partner, setting, value);
      changeSettings(lane, { [partner]: { [setting]: value } });
    },
    setState: stateSetter(lane),
    states: () => statesOf(lane),
    configureAll: (changes) => changeSettings(lane, changes),
    moves: () => movesOf(lane),
    ledger: async (businessId, limit = DEFAULT_ENTRIES) => {
      checkText('businessId', businessId);
      checkLimit(limit);
      const found = businessId === undefined ? await ledger.latest(limit) : await ledger.find(businessId);
      return found.slice(0, limit);
    },
    journal: async (filter = {}) => {
      checkJournalFilter(filter);
      return journal.find(filter);
    },
    journalEntry: async (id) => withThumbnails(lane, await journal.get(id)),
    coverage: async (partner) => {
      checkPartnerName(partner);
      return coverageOfPartner(coverageOf(partnersOf(lane), await tally.counts()), partner);
    },
    explain: async (id) => {
      const exchange = await journal.get(id);
      return exchange && explainIn(lane, exchange);
    },
    review: async (partner) => {
      checkPartnerName(partner);
      const { reviewOf } = await import('../review/review.js'); // the start does not need it
      return reviewOf([await runOf(lane)], partner);
    },
    reset,
  };
}
